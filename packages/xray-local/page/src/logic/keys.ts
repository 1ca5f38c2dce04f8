/** The page's single-key shortcuts, in one table: the handler and the help read the same. */

export const COMMANDS = [
  { id: "filter", keys: ["/"], words: "Write a filter" },
  { id: "next", keys: ["j"], words: "Next trace" },
  { id: "previous", keys: ["k"], words: "Previous trace" },
  { id: "newest", keys: ["n"], words: "Newest trace" },
  { id: "back", keys: ["Escape"], words: "Close the trace, then the filter" },
  { id: "pause", keys: ["p"], words: "Hold the list still, or let it run" },
  { id: "copy", keys: ["c"], words: "Copy the AWS CLI command" },
  { id: "traces", keys: ["1"], words: "Traces" },
  { id: "map", keys: ["2"], words: "Service map" },
  { id: "sampling", keys: ["3"], words: "Sampling" },
  { id: "redactions", keys: ["4"], words: "Redactions" },
  { id: "counters", keys: ["5"], words: "Counters" },
  { id: "theme", keys: ["t"], words: "Light, dark, or as the system has it" },
  { id: "help", keys: ["?"], words: "This list" },
] as const;

export type Command = (typeof COMMANDS)[number]["id"];

/** Keys that belong to a list or tree once it has the focus. */
export const LOCAL_KEYS = [
  {
    where: "In the list of traces",
    keys: ["↑", "↓", "PgUp", "PgDn", "Home", "End"],
    words: "Move; the trace opens beside",
  },
  { where: "In the list of traces", keys: ["Enter"], words: "Go into the trace" },
  { where: "In a trace", keys: ["↑", "↓", "Home", "End"], words: "Move from line to line" },
  { where: "In a trace", keys: ["→", "←"], words: "Open, close, go to the child or the parent" },
  { where: "In the filter", keys: ["↑", "↓", "Tab", "Enter"], words: "Choose and take a completion" },
  { where: "On the map", keys: ["Tab", "Enter"], words: "Go from service to service; show its traces" },
  { where: "On the map", keys: ["+", "-", "0"], words: "Larger, smaller, all of it" },
] as const;

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** True while the focus is where text is typed. */
  readonly typing: boolean;
}

/** The command of a key press. With a modifier it is the browser's; while one types it is text. */
export function commandOf({ key, ctrlKey, metaKey, altKey, typing }: KeyPress): Command | undefined {
  if (ctrlKey || metaKey || altKey || typing) return undefined;
  return COMMANDS.find(({ keys }) => keys.some((candidate) => candidate === key))?.id;
}
