import { fileURLToPath } from "node:url";
import type { StackFrame } from "@pmp/segment";

/** More frames than this say nothing new and cost document space. */
const MAX_FRAMES = 50;

const POSITION = /^(.*?):(\d+)(?::\d+)?$/;
const MAX_LINE_LENGTH = 2_000;

export interface ParsedStack {
  frames: StackFrame[];
  /** Number of omitted frames at the end. */
  truncated: number;
}

/**
 * Reads the frames from the text of `error.stack` as V8 writes it
 * (https://v8.dev/docs/stack-trace-api), for CommonJS paths and ES modules' `file://` URLs alike.
 */
export function parseStack(stack: string, limit = MAX_FRAMES): ParsedStack {
  const frames: StackFrame[] = [];
  let truncated = 0;
  for (const line of stack.split("\n")) {
    const frame = parseFrame(line);
    if (!frame) continue;
    if (frames.length < limit) frames.push(frame);
    else truncated += 1;
  }
  return { frames, truncated };
}

/** `    at label (path:line:column)`, `    at path:line:column` or `    at label (<anonymous>)`. */
function parseFrame(line: string): StackFrame | undefined {
  if (line.length > MAX_LINE_LENGTH || !line.startsWith("    at ")) return undefined;
  let rest = line.slice("    at ".length).trimEnd();
  if (rest.startsWith("async ")) rest = rest.slice("async ".length);
  let label = "<anonymous>";
  const open = rest.indexOf(" (");
  if (open > 0 && rest.endsWith(")")) {
    label = rest.slice(0, open);
    rest = rest.slice(open + 2, -1);
  }
  const position = POSITION.exec(rest);
  if (!position) return label === "<anonymous>" ? undefined : { path: rest, line: 0, label };
  const [, path = "", lineNumber = "0"] = position;
  return { path: filePath(path) || "<anonymous>", line: Number(lineNumber), label };
}

function filePath(location: string): string {
  if (!location.startsWith("file://")) return location;
  try {
    return fileURLToPath(location);
  } catch {
    // A URL without a local path; its text is still the best name for the file.
    return location;
  }
}
