import { signal } from "@preact/signals";

/** What is said for a moment at the foot of the page, and to screen readers. */
export const message = signal("");
/** A text that the browser would not put into the clipboard, shown for copying by hand. */
export const uncopied = signal<string | undefined>(undefined);

let clearing: number | undefined;

export function say(text: string): void {
  message.value = text;
  clearTimeout(clearing);
  clearing = window.setTimeout(() => {
    message.value = "";
  }, 2500);
}

/** @param what names the thing in the message, such as "AWS CLI command" */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
  } catch {
    uncopied.value = text;
  }
}
