import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** The command can't be done as asked: exit code 2. The message says what is wrong and how to fix it. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** What commander refused to parse. */
export class ArgumentError extends UsageError {
  override readonly name = "ArgumentError";
  /** The command whose arguments they are. */
  readonly command: CommandUnknownOpts;
  /** What commander calls the mistake, such as `commander.unknownOption`. */
  readonly code: string;
  /** The word or option that is wrong, as far as commander names one. */
  readonly subject: string;

  constructor(message: string, command: CommandUnknownOpts, code: string, subject: string) {
    super(message);
    this.command = command;
    this.code = code;
    this.subject = subject;
  }
}
