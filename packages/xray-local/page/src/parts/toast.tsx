import { useEffect, useRef } from "preact/hooks";
import { message, uncopied } from "../state/copy.ts";

/** A short message at the bottom of the page, and a dialog for text that could not be copied. */
export function Toast() {
  return (
    <>
      <div class="toast" role="status" data-shown={message.value !== ""}>
        {message.value}
      </div>
      {uncopied.value !== undefined && <CopyByHand text={uncopied.value} />}
    </>
  );
}

function CopyByHand({ text }: { readonly text: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    area.current?.select();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="by-hand"
      onClose={() => {
        uncopied.value = undefined;
      }}
    >
      <h2 id="by-hand">The browser does not allow the page to copy</h2>
      <textarea ref={area} readOnly rows={5} value={text} aria-label="Text to copy" />
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
