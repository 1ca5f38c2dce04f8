export { Argument, CommanderError, Help, Option } from "@commander-js/extra-typings";
export type { CommandUnknownOpts as AnyCommand, OutputConfiguration } from "@commander-js/extra-typings";
export { createProgram, hasFlag, optionsOf, wholeNumber } from "./program.ts";
export type { Program } from "./program.ts";
export { ArgumentError, UsageError } from "./usage-error.ts";
