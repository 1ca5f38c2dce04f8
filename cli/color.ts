import { styleText } from "node:util";

const STYLES = { error: "red", warning: "yellow", info: "cyan" } as const;

/**
 * Colors the severity at the start of a line of findings, if the stream supports colors: on a terminal, unless
 * FORCE_COLOR, NO_COLOR or TERM say otherwise. JSON has no such lines.
 */
export function colorize(text: string, stream: NodeJS.WritableStream): string {
  return text.replace(/^(error|warning|info)(?= )/gm, (word) =>
    styleText(STYLES[word as keyof typeof STYLES], word, { stream }),
  );
}
