import type { CommandUnknownOpts, Command as TypedCommand } from "@commander-js/extra-typings";
import { Command, CommanderError, type ErrorOptions } from "commander";
import { ArgumentError, UsageError } from "./usage-error.ts";

/** A command of commander, with the types of its options and arguments. */
export type Program = TypedCommand;

/** Throws an ArgumentError of one line where commander would print and exit. */
class ProgramCommand extends Command {
  override createCommand(name?: string): ProgramCommand {
    return new ProgramCommand(name);
  }

  override error(message: string, { code = "" }: ErrorOptions = {}): never {
    const [what = "", suggestion = ""] = message.replace(/^error: /, "").split("\n");
    const [, subject = ""] = /'([^']*)'/.exec(what) ?? [];
    const meant = suggestion === "" ? "" : ` ${suggestion.replace("(Did", "(did")}`;
    const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, "")}${meant}.`;
    throw new ArgumentError(`${sentence} ${fixOf(this, code)}`, this as unknown as CommandUnknownOpts, code, subject);
  }
}

function fixOf(command: Command, code: string): string {
  if (code === "commander.missingArgument" || code === "commander.excessArguments") {
    return `Usage: ${fullName(command)} ${command.usage()}`;
  }
  return `See: ${fullName(command)} --help`;
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

/**
 * A program, or the first of its commands. Mistakes in the arguments are thrown as ArgumentError, which is a UsageError.
 *
 * @param name how the user calls it, such as `npm start --`
 */
export function createProgram(name: string): Program {
  return new ProgramCommand(name).exitOverride() as unknown as Program;
}

/**
 * Reads the arguments of a program that has options only.
 *
 * @returns undefined when the user asked for help, which was printed
 * @throws UsageError in one line when the arguments are wrong
 */
export function optionsOf<Options>(
  program: { parse(argv: readonly string[], from: { from: "user" }): { opts(): Options } },
  argv: readonly string[],
): Options | undefined {
  try {
    return program.parse(argv, { from: "user" }).opts();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    throw error;
  }
}

/** Whether the word is the option, in its long or its short form. */
export function hasFlag({ long, short }: { readonly long?: string; readonly short?: string }, word: string): boolean {
  return word === long || word === short;
}

/** Reads the value of an option as a whole number from `min` to `max`; UsageError for anything else. */
export function wholeNumber(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new UsageError(`${option} must be a whole number from ${min} to ${max}, got ${text}.`);
  };
}
