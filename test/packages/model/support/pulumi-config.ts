import { toConfig, type Config } from "../../../../packages/model/src/stack/config.ts";
import { parsePath } from "../../../../packages/model/src/stack/paths.ts";
import type { YamlValue } from "../../../../packages/model/src/stack/yaml.ts";

type Tree = Record<string, YamlValue>;

/**
 * What `pulumi config set --path` and `pulumi config rm --path` do to the `config` of a stack file. A value that was text
 * stays text: the CLI keeps the quotes of a scalar that had some. test/e2e/stack-reader.test.ts compares with the CLI.
 */
export class PulumiConfig {
  #tree: Tree;

  constructor(tree: Readonly<Record<string, unknown>>) {
    this.#tree = structuredClone(tree) as Tree;
  }

  /** As the program gets it. */
  get config(): Config {
    return toConfig(this.#tree);
  }

  get tree(): Readonly<Record<string, YamlValue>> {
    return this.#tree;
  }

  /** Runs every command in a text, such as a printed fix; says how many there were. */
  follow(text: string): number {
    const commands = [...text.matchAll(COMMAND)];
    for (const [, verb, path = "", type, quoted, bare] of commands) {
      if (verb === "rm") this.#tree = change(this.#tree, stepsOf(path), () => undefined) as Tree;
      else this.set(path, quoted ?? bare ?? "", type);
    }
    return commands.length;
  }

  set(path: string, value: string, type?: string): void {
    const steps = stepsOf(path);
    // A key with nothing behind it, or with an empty text, becomes a map; inside of a map the CLI refuses that.
    const [root] = steps;
    if (steps.length > 1 && typeof root === "string" && this.#tree[root] === "") this.#tree[root] = null;
    const typed = type === "string" || steps.length === 1 ? value : coerced(value);
    this.#tree = change(this.#tree, steps, (old) => (typeof old === "string" ? value : typed)) as Tree;
  }
}

const COMMAND = /pulumi config (set|rm) --path '([^']+)'(?: --type (\w+))?(?: (?:'([^']*)'|([^\s'&]\S*)))?/g;

function stepsOf(path: string): (string | number)[] {
  const colon = path.indexOf(":") + 1;
  const [first, ...rest] = parsePath(path.slice(colon)) ?? [];
  if (first === undefined) throw new Error(`${path} is no path`);
  return [path.slice(0, colon) + String(first), ...rest];
}

function coerced(value: string): YamlValue {
  if (value === "true" || value === "false") return value === "true";
  return /^-?(0|[1-9]\d*)$/.test(value) ? Number(value) : value;
}

/** A copy with another value at a path; undefined removes it. */
function change(
  here: YamlValue | undefined,
  [step, ...rest]: readonly (string | number)[],
  to: (old: YamlValue | undefined) => YamlValue | undefined,
): YamlValue | undefined {
  if (step === undefined) return to(here);
  if (typeof step === "number") {
    const list: YamlValue[] = Array.isArray(here) ? [...(here as readonly YamlValue[])] : [];
    const value = change(list[step], rest, to);
    list.splice(step, 1, ...(value === undefined ? [] : [value]));
    return list;
  }
  if (typeof here === "object" ? Array.isArray(here) : here !== undefined) {
    throw new Error(`${step}: the CLI sets nothing inside of ${JSON.stringify(here)}`);
  }
  const tree = { ...(here as Tree | undefined) };
  const value = change(tree[step], rest, to);
  if (value === undefined) return Object.fromEntries(Object.entries(tree).filter(([key]) => key !== step));
  return { ...tree, [step]: value };
}
