import { useRef, useState } from "preact/hooks";
import { consoleLink, readRegion } from "../logic/console-link.ts";
import { consoleRegion } from "../state/settings.ts";
import { info } from "../state/traces.ts";
import { LinkIcon } from "./icons.tsx";

/** Link to the trace in the AWS console. The region is the server's if known, otherwise the user enters it once. */
export function ConsoleLink({ traceId }: { readonly traceId: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const known = readRegion(consoleRegion.value) ?? readRegion(info.value?.region ?? "");
  const ask = (): void => dialog.current?.showModal();
  return (
    <span class="console-link">
      {known === undefined ? (
        <button type="button" class="quiet" onClick={ask} title="Open in the AWS console">
          <LinkIcon /> Console
        </button>
      ) : (
        <>
          <a
            href={consoleLink(traceId, known)}
            target="_blank"
            rel="noopener noreferrer"
            title={`Open in the AWS console (${known})`}
          >
            <LinkIcon /> Console
          </a>
          <button type="button" class="quiet region" onClick={ask} title="Another region">
            {known}
          </button>
        </>
      )}
      <RegionDialog dialog={dialog} region={known ?? ""} traceId={traceId} />
    </span>
  );
}

interface DialogProps {
  readonly dialog: { readonly current: HTMLDialogElement | null };
  readonly region: string;
  readonly traceId: string;
}

function RegionDialog({ dialog, region, traceId }: DialogProps) {
  const [text, setText] = useState(region);
  const read = readRegion(text);
  return (
    <dialog ref={dialog} class="region-dialog" aria-labelledby="region-title">
      <h2 id="region-title">Open in the AWS console</h2>
      <p>The console shows this trace if the app also sent it to AWS. In which region?</p>
      <form
        method="dialog"
        onSubmit={() => {
          if (read !== undefined) consoleRegion.value = read;
        }}
      >
        <label>
          Region{" "}
          <input
            value={text}
            placeholder="us-east-1"
            spellcheck={false}
            aria-invalid={text !== "" && read === undefined}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <p class="muted">
          {text !== "" && read === undefined ? `${text} is not a region. Example: eu-central-1.` : " "}
        </p>
        <button
          type="submit"
          disabled={read === undefined}
          onClick={() => read !== undefined && open(consoleLink(traceId, read), "_blank", "noopener")}
        >
          Open
        </button>
        <button type="submit" class="quiet" formNoValidate>
          Cancel
        </button>
      </form>
    </dialog>
  );
}
