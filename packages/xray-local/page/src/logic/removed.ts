/** What `packages/tracing` writes in the place of a secret. */
const MARKER = "[redacted]";

export interface TextPart {
  readonly text: string;
  /** True for the place of a removed value. */
  readonly removed: boolean;
}

/** The text in parts, so that the places of removed values can be drawn apart. */
export function splitRemoved(text: string): TextPart[] {
  return text
    .split(MARKER)
    .flatMap((part, index) => [
      ...(index === 0 ? [] : [{ text: MARKER, removed: true }]),
      ...(part === "" ? [] : [{ text: part, removed: false }]),
    ]);
}
