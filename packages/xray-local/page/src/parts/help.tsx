import { useEffect, useRef } from "preact/hooks";
import { COMMANDS, LOCAL_KEYS } from "../logic/keys.ts";
import { helpOpen } from "../state/commands.ts";
import { shortcuts } from "../state/settings.ts";

/** Lists all keyboard shortcuts. */
export function HelpDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = helpOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={() => {
        helpOpen.value = false;
      }}
    >
      <header>
        <h2 id="help-title">Keyboard</h2>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </header>
      <div class="columns">
        <section>
          <h3>Everywhere</h3>
          <Keys rows={COMMANDS} />
          <label class="check">
            <input
              type="checkbox"
              checked={shortcuts.value}
              onChange={(event) => {
                shortcuts.value = event.currentTarget.checked;
              }}
            />
            Single-key shortcuts
          </label>
        </section>
        <section>
          {[...new Set(LOCAL_KEYS.map(({ where }) => where))].map((where) => (
            <div key={where}>
              <h3>{where}</h3>
              <Keys rows={LOCAL_KEYS.filter((row) => row.where === where)} />
            </div>
          ))}
        </section>
      </div>
    </dialog>
  );
}

function Keys({ rows }: { readonly rows: readonly { readonly keys: readonly string[]; readonly words: string }[] }) {
  return (
    <dl class="keys">
      {rows.map(({ keys, words }) => (
        <div key={words}>
          <dt>
            {keys.map((key) => (
              <kbd key={key}>{key === "Escape" ? "Esc" : key}</kbd>
            ))}
          </dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
