/** What @pmp/tracing writes in place of a secret. */
const MARKER = "[redacted]";

export interface TextPart {
  readonly text: string;
  /** True for the marker of a removed value. */
  readonly removed: boolean;
}

/** Splits a text at the markers of removed values, for highlighting. */
export function splitRemoved(text: string): TextPart[] {
  return text
    .split(MARKER)
    .flatMap((part, index) => [
      ...(index === 0 ? [] : [{ text: MARKER, removed: true }]),
      ...(part === "" ? [] : [{ text: part, removed: false }]),
    ]);
}
