import { framesOf, isOwnFrame, type ExceptionRecord, type Frame, type Segment } from "../../logic/segment.ts";
import { Marked } from "../../parts/marked.tsx";

/** The exceptions of a segment; frames of the app's own code are highlighted. */
export function Exceptions({ cause }: { readonly cause: NonNullable<Segment["cause"]> }) {
  const { exceptions = [], working_directory: directory } = cause;
  return (
    <div class="block exceptions">
      <h4>
        {exceptions.length > 1 ? "Exceptions" : "Exception"}{" "}
        {directory !== undefined && <small title={directory}>in {lastPart(directory)}</small>}
      </h4>
      {exceptions.map((exception, index) => (
        <Exception key={index} exception={exception} directory={directory} caused={index > 0} />
      ))}
    </div>
  );
}

interface ExceptionProps {
  readonly exception: ExceptionRecord;
  readonly directory: string | undefined;
  readonly caused: boolean;
}

function Exception({ exception, directory, caused }: ExceptionProps) {
  const { type = "Exception", message = "", remote = false, truncated = 0 } = exception;
  const frames = framesOf(exception);
  return (
    <div class="exception">
      <p>
        {caused && <small>caused by </small>}
        <b>{type}</b> <Marked text={message} /> {remote && <small>reported by the remote service</small>}
      </p>
      {frames.length > 0 && (
        <ol class="stack">
          {frames.map((frame, index) => (
            <li key={index} class={isOwnFrame(frame) ? "own" : ""}>
              <span>{frame.label === "" ? "(anonymous)" : frame.label}</span>{" "}
              <code>{locationOf(frame, directory)}</code>
            </li>
          ))}
        </ol>
      )}
      {truncated > 0 && <p class="muted">{truncated} more frames were omitted by the sender.</p>}
    </div>
  );
}

function lastPart(path: string): string {
  return /[^/\\]+$/.exec(path)?.[0] ?? path;
}

function locationOf({ path, line }: Frame, directory: string | undefined): string {
  const plain = path.replace(/^file:\/\//, "");
  const short =
    directory !== undefined && plain.startsWith(`${directory}/`) ? plain.slice(directory.length + 1) : plain;
  return line === "" ? short : `${short}:${line}`;
}
