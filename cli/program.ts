import { ArgumentError, CommanderError, createProgram, Help, UsageError } from "@pmp/command-line";
import type { AnyCommand, OutputConfiguration, Program } from "@pmp/command-line";
import { COMMANDS, GROUPS } from "./commands/index.ts";
import type { CommandResult, Environment, Invocation } from "./commands/invocation.ts";
import manifest from "./package.json" with { type: "json" };
import { correct } from "./suggestions.ts";

/**
 * Runs one command of the program.
 *
 * @param argv the arguments of the user, without the program's name
 */
export async function run(argv: readonly string[], environment: Environment): Promise<CommandResult> {
  const notes = new Set<string>();
  let [exitCode, output, errors] = [0, "", ""];
  const { helpColumns } = environment;
  const load = loader((): Invocation => invocation);
  const invocation: Invocation = {
    ...environment,
    argv,
    note: (line) => void notes.add(`${line}\n`),
    reply: ({ found, text, json }, asJson = false) => {
      exitCode = found ? 1 : 0;
      output = `${asJson ? JSON.stringify(json, undefined, 2) : text}\n`;
    },
    print: (text) => (output += text),
    exit: (code) => (exitCode = code),
    load,
    run: (other, changed) => run(other, { ...environment, ...changed }),
  };
  const program = buildProgram(load, {
    writeOut: (text) => (output += text),
    writeErr: (text) => (errors += text),
    ...(helpColumns !== undefined && { getOutHelpWidth: () => helpColumns }),
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof UsageError) {
      const message = error instanceof ArgumentError ? await correct(error, program, load) : error.message;
      [exitCode, output, errors] = [2, "", `${message}\n`];
    } else throw error;
  }
  return { exitCode, output, errors: [...notes, errors].join("") };
}

type Load = (command: AnyCommand) => Promise<void>;

/** Adds the definition in its file to a command, once. A group of commands has no file. */
function loader(invocation: () => Invocation): Load {
  const loaded = new WeakSet<AnyCommand>();
  return async (command) => {
    const entry = COMMANDS.find(({ name }) => name === nameOf(command));
    if (entry === undefined || loaded.has(command)) return;
    loaded.add(command);
    (await entry.load()).define(command as unknown as Program, invocation());
  };
}

/** The program with every command by name and summary; the rest of a command is loaded when it is used. */
function buildProgram(load: Load, output: OutputConfiguration): Program {
  const program = createProgram("pmp-xray")
    .configureOutput(output)
    .description("AWS X-Ray for Node.js APIs: sampling plans, their cost, policies, and X-Ray on this machine.")
    .version(manifest.version, "--version", "print the version")
    .enablePositionalOptions()
    .helpCommand(false)
    .configureHelp({ visibleCommands: flatCommands, subcommandTerm: nameOf })
    .addHelpText(
      "after",
      `
pmp-xray COMMAND --help describes a command. Stacks are the Pulumi.<stack>.yaml
files of the project in the current folder.

Exit codes: 0 nothing found, 1 something found, 2 it could not be done as asked.
NO_COLOR=1 turns colors off.`,
    );
  const groups = new Map(
    Object.entries(GROUPS).map(([name, summary]) => [
      name,
      program.command(name).description(summary).helpCommand(false),
    ]),
  );
  const parents = new Map(groups);
  for (const { name, summary, hidden = false } of COMMANDS) {
    const [first = "", second] = name.split(" ");
    const parent = second === undefined ? program : parents.get(first);
    if (parent === undefined) throw new Error(`${first} is neither in GROUPS nor a command before ${name}`);
    const command = parent.command(second ?? first, { hidden });
    command.description(summary).helpCommand(false);
    // A command may have others below it, as `mcp` has `mcp init`.
    if (second === undefined) parents.set(first, command);
  }
  for (const parent of [program, ...parents.values()]) parent.hook("preSubcommand", (_, command) => load(command));
  return program;
}

/** The commands below one, those of groups instead of the groups. */
function flatCommands(command: AnyCommand): AnyCommand[] {
  return new Help()
    .visibleCommands(command)
    .flatMap((each) => [...(nameOf(each) in GROUPS ? [] : [each]), ...flatCommands(each)]);
}

/** The command's words after `pmp-xray`. */
function nameOf(command: AnyCommand): string {
  const above = command.parent === null ? "" : nameOf(command.parent);
  return command.parent === null ? "" : `${above} ${command.name()}`.trim();
}
