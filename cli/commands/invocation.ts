import type { AnyCommand, Program } from "@pmp/command-line";

/** Where a command runs. */
export interface Environment {
  /** The folder of the stack files, and the base of relative paths. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Width of help texts, in columns. Default: that of the terminal on standard output, else 80. */
  readonly helpColumns?: number;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
  /** Where progress is shown while a command runs: standard error. Without it, none is shown. */
  readonly progress?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** A command's result, as text and as data. */
export interface Answer {
  /** Something was found: exit code 1 instead of 0. */
  readonly found: boolean;
  readonly text: string;
  readonly json: unknown;
}

/** The program's output and exit code. */
export interface CommandResult {
  /** 0: no findings, 1: findings, 2: usage error or failure; for `dev` the exit code of its command. */
  readonly exitCode: number;
  /** For standard output; ends with a line break unless it is empty. */
  readonly output: string;
  /** For standard error; ends with a line break unless it is empty. */
  readonly errors: string;
}

/** One run of the program, for its commands. */
export interface Invocation extends Environment {
  /** The arguments of the user, without the program's name. */
  readonly argv: readonly string[];
  /** Prints a line on standard error, so that --json output stays JSON; the same line only once. */
  readonly note: (line: string) => void;
  /** Prints the answer, as JSON when `json` is set, and sets the exit code. */
  readonly reply: (answer: Answer, json: boolean | undefined) => void;
  /** Prints text on standard output as it is. */
  readonly print: (text: string) => void;
  /** Sets the exit code of a command that prints by itself. */
  readonly exit: (code: number) => void;
  /** Adds the arguments and options of another command of the program, for completion. */
  readonly load: (command: AnyCommand) => Promise<void>;
  /** Runs another command of the program, in the same folder unless `other` says more. */
  readonly run: (argv: readonly string[], other?: Partial<Environment>) => Promise<CommandResult>;
}

/** Adds arguments, options and the action to a command that has its name and summary. */
export type Define = (command: Program, invocation: Invocation) => void;

/** `--json`, for commands that reply with an {@link Answer}. */
export const JSON_OPTION = ["--json", "print the answer as JSON"] as const;

/** The argument of commands that read one stack. */
export const STACK_ARGUMENT = ["[STACK]", "the stack; default: the one that Pulumi has selected"] as const;
