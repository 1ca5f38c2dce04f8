import { hasFlag, type AnyCommand, type ArgumentError, type Program } from "@pmp/command-line";
import { COMMANDS, GROUPS } from "./commands/index.ts";

/**
 * The message for arguments that can't be parsed. commander looks for the word that was meant in one command; this
 * looks in all of them.
 *
 * @param load adds the options of a command
 */
export async function correct(
  error: ArgumentError,
  program: Program,
  load: (command: AnyCommand) => Promise<void>,
): Promise<string> {
  if (error.code === "commander.unknownCommand") return unknownCommand(error);
  if (error.code !== "commander.unknownOption" || error.message.includes("did you mean")) return error.message;
  const [flag = "", value = ""] = error.subject.split("=");
  if (error.command.options.some((option) => hasFlag(option, flag))) {
    return `${flag} takes no value, got ${value}. ${fixIn(error)}`;
  }
  const owners: string[] = [];
  for (const { name } of COMMANDS.filter(({ hidden }) => hidden !== true)) {
    const command = find(program, name.split(" "));
    await load(command);
    if (command.options.some((option) => hasFlag(option, flag))) owners.push(name);
  }
  return owners.length === 0 ? error.message : `${flag} is an option of ${owners.join(", ")} only. ${fixIn(error)}`;
}

function find(from: AnyCommand, [word, ...rest]: readonly string[]): AnyCommand {
  const next = from.commands.find((command) => command.name() === word);
  return next === undefined ? from : find(next, rest);
}

/** The part of the message that refers to the help. */
function fixIn({ message }: ArgumentError): string {
  return message.slice(message.lastIndexOf("See: "));
}

async function unknownCommand({ command, subject }: ArgumentError): Promise<string> {
  // Loaded lazily, because the model takes longer to load than the rest of the program.
  const { nearest } = await import("@pmp/model");
  const names = COMMANDS.filter(({ hidden }) => hidden !== true).map(({ name }) => name);
  const lastWords = new Map(names.map((name) => [name.split(" ").at(-1) ?? name, name]));
  const group = command.parent === null ? [] : [command.name()];
  const typed = [...group, ...command.args.filter((word) => !word.startsWith("-"))].slice(0, 2).join(" ");
  const meant =
    lastWords.get(nearest(subject, [...lastWords.keys()]) ?? "") ??
    nearest(typed, names) ??
    nearest(subject, Object.keys(GROUPS));
  const question = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  return `Unknown command '${[...group, subject].join(" ")}'${question}. See: pmp-xray --help`;
}
