import { parseArguments } from "./arguments.ts";
import type { Arguments } from "./arguments.ts";
import { UsageError } from "./host.ts";
import type { Answer, CommandHost, CommandResult } from "./host.ts";
import { check, cost, diff, explainRequest, live, simulateStack } from "./sampling.ts";

export { UsageError } from "./host.ts";
export type { CommandHost, CommandResult, StackSettings } from "./host.ts";

interface Command {
  readonly usage: string;
  readonly about: string;
  readonly words: { readonly min: number; readonly max: number };
  readonly options: readonly string[];
  run(args: Arguments, host: CommandHost): Promise<Answer>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  "sampling check": {
    usage: "sampling check [STACK]",
    about: "is the stack's plan sound",
    words: { min: 0, max: 1 },
    options: [],
    run: check,
  },
  "sampling explain": {
    usage: "sampling explain METHOD PATH [--stack STACK] [--host HOST] [--attribute KEY=VALUE]",
    about: "which rule decides, which would, and why",
    words: { min: 2, max: 2 },
    options: ["stack", "host", "attribute"],
    run: explainRequest,
  },
  "sampling diff": {
    usage: "sampling diff STACK STACK",
    about: "which rules and decisions differ",
    words: { min: 2, max: 2 },
    options: [],
    run: diff,
  },
  "sampling simulate": {
    usage: "sampling simulate [STACK] [--days N] [--seed N] [--svg FILE] [--html FILE]",
    about: "recorded traces over a day",
    words: { min: 0, max: 1 },
    options: ["days", "seed", "svg", "html"],
    run: simulateStack,
  },
  "sampling live": {
    usage: "sampling live [STACK]",
    about: "what X-Ray has and does, against the plan",
    words: { min: 0, max: 1 },
    options: [],
    run: live,
  },
  cost: {
    usage: "cost [STACK...]",
    about: "what a month costs",
    words: { min: 0, max: Infinity },
    options: [],
    run: cost,
  },
};

/** Every command in a line, for the help of the program. */
export function samplingUsage(): string {
  const commands = Object.values(COMMANDS);
  return commands.map(({ usage, about }) => `  ${usage} [--json]\n      ${about}`).join("\n");
}

/**
 * Runs one of the commands on sampling and cost. All contact with the world goes through `host`.
 *
 * @param argv such as `["sampling", "explain", "GET", "/api/orders", "--json"]`
 */
export async function runSamplingCommand(argv: readonly string[], host: CommandHost): Promise<CommandResult> {
  try {
    const { command, rest } = pick(argv);
    const args = parseArguments(rest, command.options, ["json"]);
    const { min, max } = command.words;
    if (args.words.length < min || args.words.length > max) throw new UsageError(`Usage: ${command.usage} [--json]`);
    const answer = await command.run(args, host);
    const output = args.options.has("json") ? JSON.stringify(answer.json, undefined, 2) : answer.text;
    return { exitCode: answer.found ? 1 : 0, output: `${output}\n`, errors: "" };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { exitCode: 2, output: "", errors: `${error.message}\n` };
  }
}

function pick(argv: readonly string[]): { command: Command; rest: readonly string[] } {
  for (const length of [2, 1]) {
    const name = argv.slice(0, length).join(" ");
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command !== undefined) return { command, rest: argv.slice(length) };
  }
  throw new UsageError(`There is no command ${argv.join(" ") || "without a name"}; there are:\n${samplingUsage()}`);
}
