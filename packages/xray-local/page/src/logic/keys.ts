/** The page's single-key shortcuts: one table for the handler and the help. */

export const COMMANDS = [
  { id: "filter", keys: ["/"], words: "Edit the filter" },
  { id: "next", keys: ["j"], words: "Next trace" },
  { id: "previous", keys: ["k"], words: "Previous trace" },
  { id: "newest", keys: ["n"], words: "Newest trace" },
  { id: "back", keys: ["Escape"], words: "Close the trace, then the filter" },
  { id: "pause", keys: ["p"], words: "Pause or resume the list" },
  { id: "copy", keys: ["c"], words: "Copy the AWS CLI command" },
  { id: "traces", keys: ["1"], words: "Traces" },
  { id: "map", keys: ["2"], words: "Service map" },
  { id: "sampling", keys: ["3"], words: "Sampling" },
  { id: "redactions", keys: ["4"], words: "Redactions" },
  { id: "counters", keys: ["5"], words: "Counters" },
  { id: "theme", keys: ["t"], words: "Theme: light, dark or system" },
  { id: "help", keys: ["?"], words: "Show this help" },
] as const;

export type Command = (typeof COMMANDS)[number]["id"];

/** Keys of the element that has the focus. */
export const LOCAL_KEYS = [
  {
    where: "In the list of traces",
    keys: ["↑", "↓", "PgUp", "PgDn", "Home", "End"],
    words: "Move and open the trace",
  },
  { where: "In the list of traces", keys: ["Enter"], words: "Move the focus into the trace" },
  { where: "In a trace", keys: ["↑", "↓", "Home", "End"], words: "Move between the rows" },
  { where: "In a trace", keys: ["→", "←"], words: "Expand, collapse, go to child or parent" },
  { where: "In the filter", keys: ["↑", "↓", "Tab", "Enter"], words: "Choose and insert a completion" },
  { where: "On the map", keys: ["Tab", "Enter"], words: "Move between services; show the traces" },
  { where: "On the map", keys: ["+", "-", "0"], words: "Zoom in, zoom out, fit" },
] as const;

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** True while the focus is in a text field. */
  readonly typing: boolean;
}

/** The command of a key press; none with a modifier key or in a text field. */
export function commandOf({ key, ctrlKey, metaKey, altKey, typing }: KeyPress): Command | undefined {
  if (ctrlKey || metaKey || altKey || typing) return undefined;
  return COMMANDS.find(({ keys }) => keys.some((candidate) => candidate === key))?.id;
}
