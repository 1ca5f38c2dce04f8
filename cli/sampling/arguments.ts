import { UsageError } from "./host.ts";

/** Command line arguments, told apart. */
export interface Arguments {
  readonly words: readonly string[];
  /** Values of each option, in order; a flag has the value "". */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/**
 * Tells words from options. Options may stand anywhere, as `--name value` or `--name=value`.
 *
 * @param valued options that take a value
 * @param flags options that take none
 * @throws UsageError for an option that is not known, lacks its value or has one too many
 */
export function parseArguments(
  argv: readonly string[],
  valued: readonly string[],
  flags: readonly string[],
): Arguments {
  const words: string[] = [];
  const options = new Map<string, string[]>();
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith("--")) {
      words.push(word);
      continue;
    }
    const [name = "", ...parts] = word.slice(2).split("=");
    const attached = parts.length > 0 ? parts.join("=") : undefined;
    if (flags.includes(name)) {
      if (attached !== undefined) throw new UsageError(`--${name} takes no value, got ${attached}.`);
      options.set(name, [""]);
    } else if (valued.includes(name)) {
      const value = attached ?? rest.shift();
      if (value === undefined) throw new UsageError(`--${name} needs a value.`);
      options.set(name, [...(options.get(name) ?? []), value]);
    } else {
      const known = [...valued, ...flags].map((option) => `--${option}`).join(", ");
      throw new UsageError(`--${name} is not an option here; there are ${known}.`);
    }
  }
  return { words, options };
}

/** The last value of an option. */
export function option(args: Arguments, name: string): string | undefined {
  return args.options.get(name)?.at(-1);
}

/** The value of an option as a whole number in a range. */
export function wholeOption(args: Arguments, name: string, min: number, max: number): number | undefined {
  const text = option(args, name);
  if (text === undefined) return undefined;
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`--${name} must be a whole number from ${min} to ${max}, got ${text}.`);
}
