/** One instruction of a Dockerfile, with its lines that are continued. */
export interface Instruction {
  /** In capitals: ENV, CMD. */
  readonly name: string;
  /** Where the instruction begins in the file. */
  readonly start: number;
  /** Where its last line ends, without the line break. */
  readonly end: number;
  /** Where what follows the name begins. */
  readonly argumentsAt: number;
}

/** One `NAME=value` of an ENV instruction. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Where the value is, with its quotes. */
  readonly valueAt: number;
}

/** The instructions of a Dockerfile. Comments, and empty lines between instructions, belong to none. */
export function readDockerfile(text: string): Instruction[] {
  const instructions: Instruction[] = [];
  const escape = /^#\s*escape\s*=\s*`/im.test(text) ? "`" : "\\";
  let at = 0;
  while (at < text.length) {
    const end = endOfLine(text, at);
    const head = /^[ \t]*([A-Za-z]+)[ \t]*/.exec(text.slice(at, end));
    if (head === null) {
      at = end + 1;
      continue;
    }
    const last = endOfInstruction(text, at, escape);
    const indent = head[0].length - head[0].trimStart().length;
    instructions.push({
      name: (head[1] ?? "").toUpperCase(),
      start: at + indent,
      end: last,
      argumentsAt: at + head[0].length,
    });
    at = last + 1;
  }
  return instructions;
}

/** The variables that an ENV instruction sets: `ENV A=1 B="2 3"`, or the old form `ENV A 1`. */
export function assignments(text: string, instruction: Instruction): Assignment[] {
  if (instruction.name !== "ENV") return [];
  const given = text.slice(instruction.argumentsAt, instruction.end);
  const old = /^([A-Za-z_]\w*)[ \t]+(?=\S)/.exec(given);
  if (old !== null) {
    const valueAt = instruction.argumentsAt + old[0].length;
    const value = text.slice(valueAt, instruction.end).trim();
    return [{ name: old[1] ?? "", value, start: instruction.argumentsAt, end: valueAt + value.length, valueAt }];
  }
  const found: Assignment[] = [];
  for (const match of given.matchAll(/([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s\\]|\\[^\n])*)/g)) {
    const start = instruction.argumentsAt + match.index;
    const [whole, name = "", value = ""] = match;
    const valueAt = start + name.length + 1;
    found.push({ name, value: value.replace(/^(["'])(.*)\1$/s, "$2"), start, end: start + whole.length, valueAt });
  }
  return found;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

/** An instruction goes on after a line that ends in the escape character; comments in between are left out by Docker. */
function endOfInstruction(text: string, at: number, escape: string): number {
  let end = endOfLine(text, at);
  let line = text.slice(at, end);
  while (end < text.length && (line.trimEnd().endsWith(escape) || line.trimStart().startsWith("#"))) {
    const from = end + 1;
    end = endOfLine(text, from);
    line = text.slice(from, end);
  }
  return end;
}
