const MAX_DEPTH = 8;
const MAX_NODES = 2_000;
/** More than is sent: the redactor truncates after redaction, and needs the text on both sides of the cut. */
const MAX_TEXT = 8_192 + 2_048;

/**
 * Copies any value as plain JSON data. Cycles, functions, unreadable members and data that is too deep or too large are
 * left out. Never throws and reads each member at most once.
 */
export function toPlain(value: unknown): unknown {
  return copy(value, { nodes: MAX_NODES, path: [] });
}

interface State {
  nodes: number;
  path: object[];
}

function copy(value: unknown, state: State): unknown {
  switch (typeof value) {
    case "string":
      return value.length > MAX_TEXT ? value.slice(0, MAX_TEXT) : value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "bigint":
      return String(value);
    case "object":
      return value === null ? null : copyObject(value, state);
    default:
      return undefined;
  }
}

function copyObject(value: object, state: State): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `(${value.byteLength} bytes)`;
  if (state.path.includes(value)) return "(cycle)";
  if (state.path.length >= MAX_DEPTH) return "(too deep)";
  if (state.nodes <= 0) return "(too much)";
  state.path.push(value);
  try {
    if (Array.isArray(value) || value instanceof Set) return copyList(value, state);
    return copyEntries(value, state);
  } catch {
    return "(unreadable)";
  } finally {
    state.path.pop();
  }
}

function copyList(values: Iterable<unknown>, state: State): unknown[] {
  const out: unknown[] = [];
  for (const item of values) {
    state.nodes -= 1;
    if (state.nodes <= 0) break;
    out.push(copy(item, state) ?? null);
  }
  return out;
}

function copyEntries(value: object, state: State): object {
  const entries: [string, unknown][] = [];
  const isMap = value instanceof Map;
  const keys: Iterable<unknown> = isMap ? value.keys() : Object.keys(value);
  for (const key of keys) {
    state.nodes -= 1;
    if (state.nodes <= 0) break;
    const item = copy(isMap ? value.get(key) : readMember(value, String(key)), state);
    if (item !== undefined) entries.push([String(key), item]);
  }
  if (value instanceof Error) entries.unshift(["name", value.name], ["message", value.message]);
  return Object.fromEntries(entries);
}

function readMember(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return "(unreadable)";
  }
}
