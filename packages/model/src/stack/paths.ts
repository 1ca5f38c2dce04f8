/** A path as `pulumi config set --path` reads it, taken apart: `a.b[0]["c d"]` is a, b, 0, "c d". Undefined when it is none. */
export function parsePath(text: string): (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  let rest = text;
  while (rest !== "") {
    const found = /^\[(\d+)\]|^\["((?:[^"\\]|\\.)*)"\]|^(\.?)([^.[\]]+)/.exec(rest);
    if (found === null || (found[4] !== undefined && (found[3] === ".") !== steps.length > 0)) return undefined;
    const [whole, index, quoted, , plain] = found;
    steps.push(index === undefined ? (plain ?? (quoted ?? "").replace(/\\(.)/g, "$1")) : Number(index));
    rest = rest.slice(whole.length);
  }
  return steps.length === 0 ? undefined : steps;
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** A path as `pulumi config set --path` reads it. The first step is printed as it is. */
export function printPath(path: readonly PropertyKey[]): string {
  const steps = path.map((step, index) => {
    if (index === 0) return String(step);
    if (typeof step === "number") return `[${step}]`;
    return PLAIN.test(String(step)) ? `.${String(step)}` : `[${JSON.stringify(step)}]`;
  });
  return steps.join("");
}
