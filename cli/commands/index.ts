import type { Define } from "./invocation.ts";

/** A command of the program. */
export interface CommandEntry {
  /** Its words after `pmp-xray`. */
  readonly name: string;
  /** Its summary in the list of commands. */
  readonly summary: string;
  /** Its file, which is loaded only when the command is used. */
  readonly load: () => Promise<{ readonly define: Define }>;
  /** Not in the list of commands: the program itself calls it. */
  readonly hidden?: true;
}

/** Every command. A new one is a file beside this one and a line here. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "dev", summary: "run X-Ray on this machine, and a command with tracing on", load: () => import("./dev.ts") },
  { name: "sampling check", summary: "check a stack's sampling plan", load: () => import("./sampling-check.ts") },
  { name: "sampling explain", summary: "say which rule decides, and why", load: () => import("./sampling-explain.ts") },
  { name: "sampling diff", summary: "compare the plans of two stacks", load: () => import("./sampling-diff.ts") },
  { name: "sampling simulate", summary: "simulate days of tracing", load: () => import("./sampling-simulate.ts") },
  { name: "sampling live", summary: "compare the plan with X-Ray", load: () => import("./sampling-live.ts") },
  { name: "cost", summary: "forecast what a month costs", load: () => import("./cost.ts") },
  { name: "policy", summary: "check rendered Kubernetes objects by the policies", load: () => import("./policy.ts") },
  { name: "migrate", summary: "move from the X-Ray SDK or OpenTelemetry to this", load: () => import("./migrate.ts") },
  { name: "verify", summary: "prove that tracing works, by a request of its own", load: () => import("./verify.ts") },
  { name: "doctor", summary: "name the first broken link of tracing", load: () => import("./doctor.ts") },
  { name: "mcp", summary: "give coding agents the traces, and these commands", load: () => import("./mcp.ts") },
  { name: "mcp init", summary: "write an agent's configuration for it", load: () => import("./mcp-init.ts") },
  { name: "completion", summary: "print the completion script of a shell", load: () => import("./completion.ts") },
  { name: "complete", summary: "print what can follow words", load: () => import("./complete.ts"), hidden: true },
];

/** Summaries of the groups of commands with the same first word. */
export const GROUPS: Readonly<Record<string, string>> = {
  sampling: "check, explain, compare and simulate sampling plans",
};
