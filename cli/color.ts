import { styleText } from "node:util";

const STYLES = { error: "red", warning: "yellow", info: "cyan" } as const;

type Severity = keyof typeof STYLES;

/** Colors the severity that a line of findings begins with. JSON has no such lines. */
export function colorize(text: string, enabled: boolean): string {
  if (!enabled) return text;
  return text.replace(/^(error|warning|info)(?= )/gm, (word) =>
    // Whether the stream shows colors is decided by the caller.
    styleText(STYLES[word as Severity], word, { validateStream: false }),
  );
}

/**
 * Whether to write colors: as FORCE_COLOR says, which Node too lets decide first; never with NO_COLOR
 * (https://no-color.org); else on terminals that can show them.
 */
export function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const { NO_COLOR = "", FORCE_COLOR = "", TERM } = env;
  if (FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  if (NO_COLOR !== "") return false;
  return isTerminal && TERM !== "dumb";
}
