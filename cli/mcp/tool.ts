import type { z } from "zod";
import type { Invocation } from "../commands/invocation.ts";
import type { McpOptions } from "./options.ts";
import type { SourceArguments } from "./schemas.ts";
import type { XRaySource } from "./xray/source.ts";

/** What a tool works with. */
export interface ToolContext {
  readonly invocation: Invocation;
  readonly options: McpOptions;
  /** The X-Ray that the arguments name. @throws UsageError when it can't be found */
  readonly xray: (args: SourceArguments) => Promise<XRaySource>;
  /** Asks the user; undefined when the client has no way to ask. */
  readonly ask: (question: string) => Promise<boolean | undefined>;
  /** Shows the client what is going on. */
  readonly progress: (line: string) => void;
}

/** What a tool does to the outside. */
export interface Effects {
  /** Changes nothing. */
  readonly readOnlyHint: boolean;
  /** May change or delete what is there. */
  readonly destructiveHint: boolean;
  /** The same call again changes nothing more. */
  readonly idempotentHint: boolean;
  /** Reaches other machines. */
  readonly openWorldHint: boolean;
}

/** A tool that only reads. */
export const READS: Effects = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true };
/** A tool that only reads files of the project. */
export const READS_FILES: Effects = { ...READS, openWorldHint: false };

/** A tool of the server. Its schemas check the arguments, and describe both to the client. */
export interface Tool {
  /** In snake_case, as is usual for tools. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effects: Effects;
  readonly input: z.ZodObject;
  /** Without `leftOut`, which every answer has. */
  readonly output: z.ZodObject;
  /** Its texts are this program's own, not those of traces: see redact.ts. */
  readonly own: boolean;
  /** How to ask for the end of a list that did not fit, by the list's name. */
  readonly more: Readonly<Record<string, string>>;
  readonly run: (args: never, context: ToolContext) => Promise<Readonly<Record<string, unknown>>>;
}

/** A tool whose `run` gets what its input describes, and returns what its output describes. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Omit<Tool, "input" | "output" | "own" | "more" | "run"> & {
    readonly input: Input;
    readonly output: Output;
    readonly own?: true;
    readonly more?: Readonly<Record<string, string>>;
    readonly run: (args: z.infer<Input>, context: ToolContext) => Promise<z.input<Output>>;
  },
): Tool {
  return { own: false, more: {}, ...tool };
}
