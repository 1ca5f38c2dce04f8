import { hasFlag, Help, type AnyCommand } from "@pmp/command-line";
import type { Invocation } from "../commands/invocation.ts";

/** A word that can follow. */
export interface Candidate {
  readonly word: string;
  /** Its description; empty if the word is self-explanatory. */
  readonly about: string;
}

/**
 * Candidates for the last word. None where a file name is expected, and after `--`: shells then complete file names.
 *
 * @param words the words after the program's name; bash splits `--stack=prod` into three
 */
export async function candidates(
  program: AnyCommand,
  words: readonly string[],
  { folder, load }: Pick<Invocation, "folder" | "load">,
): Promise<readonly Candidate[]> {
  const current = (words.at(-1) ?? "").replace(/^=$/, "");
  const before = words.slice(0, -1).filter((word) => word !== "=");
  if (before.includes("--")) return [];
  const { command, awaiting, operands } = await follow(program, before, load);
  const [, flag, attached = ""] = /^(--[\w-]+=)(.*)$/.exec(current) ?? [];
  const valued = awaiting ?? command.options.find((option) => flag !== undefined && hasFlag(option, flag.slice(0, -1)));
  if (valued !== undefined) {
    const [, name = ""] = /<(\w+)>/.exec(valued.flags) ?? [];
    const values = valued.argChoices ?? (await valuesOf(name, folder));
    const fitting = values.filter((value) => value.startsWith(flag === undefined ? current : attached));
    return fitting.map((value) => ({ word: (flag ?? "") + value, about: "" }));
  }
  const all = current.startsWith("-")
    ? optionsOf(command)
    : [...subcommandsOf(command), ...(await operandsOf(command, operands, folder))];
  return all.filter(({ word }) => word.startsWith(current));
}

/** The command that the words lead to, the option that waits for its value, and how many operands there are. */
async function follow(program: AnyCommand, words: readonly string[], load: Invocation["load"]) {
  let command = program;
  let awaiting: AnyCommand["options"][number] | undefined;
  let operands = 0;
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (awaiting !== undefined) awaiting = undefined;
    else if (word.startsWith("-"))
      awaiting = command.options.find((option) => option.required && hasFlag(option, word));
    else if (next === undefined) operands += 1;
    else {
      command = next;
      await load(command);
    }
  }
  return { command, awaiting, operands };
}

function subcommandsOf(command: AnyCommand): Candidate[] {
  const visible = new Help().visibleCommands(command);
  return visible.map((each) => ({ word: each.name(), about: each.description() }));
}

function optionsOf(command: AnyCommand): Candidate[] {
  const visible = new Help().visibleOptions(command);
  return visible.flatMap(({ long = "", description }) => (long === "" ? [] : { word: long, about: description }));
}

async function operandsOf({ registeredArguments }: AnyCommand, count: number, folder: string): Promise<Candidate[]> {
  const last = registeredArguments.at(-1);
  const next = registeredArguments[count] ?? (last?.variadic === true ? last : undefined);
  const values = next === undefined ? [] : (next.argChoices ?? (await valuesOf(next.name(), folder)));
  return values.map((word) => ({ word, about: "" }));
}

/** The allowed values of an argument or option; none if it is free text. */
async function valuesOf(name: string, folder: string): Promise<readonly string[]> {
  if (!["STACK", "OTHER_STACK", "STAGE"].includes(name)) return [];
  // Loaded lazily, because the model takes longer to load than the rest of the program.
  const { findProject, listStacks } = await import("@pmp/model");
  try {
    return listStacks(findProject(folder));
  } catch {
    // The command itself reports the project's problems.
    return [];
  }
}
