import type { LiveState } from "@pmp/planning";

/** A stack's sampling settings, as they are written; the plan checks them. */
export interface StackSettings {
  /** What definePlan takes as its input. */
  readonly sampling: unknown;
  /** The API's service name, when the stack sets it. */
  readonly service?: string;
  /** What goes behind the rules' names, when the stack sets it. */
  readonly nameSuffix?: string;
  /** OpenTelemetry's cloud.platform, when the stack's platform is known. */
  readonly platform?: string;
}

/** What the commands need of the world. Each function may throw a UsageError to end the command with exit code 2. */
export interface CommandHost {
  /** Names of the stacks that there are, in the order in which they are shown. */
  readonly stacks: readonly string[];
  /** The stack that is meant when a command names none. */
  readonly defaultStack: string;
  /** The settings of one of `stacks`. */
  settings(stack: string): Promise<StackSettings>;
  /** What X-Ray has and what samplers reported of late. */
  live(stack: string): Promise<LiveState>;
  /** Writes a file that the user asked for. */
  writeFile(path: string, text: string): Promise<void>;
}

/** The command can't be done as it was asked for: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What a command says: 0 nothing found, 1 something found, 2 it could not be done as asked for. */
export interface CommandResult {
  readonly exitCode: 0 | 1 | 2;
  /** For standard output; ends with a line break unless it is empty. */
  readonly output: string;
  /** For standard error; ends with a line break unless it is empty. */
  readonly errors: string;
}

/** What a single command returns: one result in words and in data. */
export interface Answer {
  readonly found: boolean;
  readonly text: string;
  readonly json: unknown;
}
