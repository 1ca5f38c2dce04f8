import { signal } from "@preact/signals";

/** Short message at the bottom of the page, announced by screen readers. */
export const message = signal("");
/** Text that the browser did not copy, shown for copying by hand. */
export const uncopied = signal<string | undefined>(undefined);

let clearing: number | undefined;

function say(text: string): void {
  message.value = text;
  clearTimeout(clearing);
  clearing = window.setTimeout(() => {
    message.value = "";
  }, 2500);
}

/** @param what for the message: "AWS CLI command" */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
  } catch {
    uncopied.value = text;
  }
}
