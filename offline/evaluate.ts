import { output, runtime } from "@pulumi/pulumi";
import { RecordingMonitor, type Call, type Registered } from "./recording-monitor.ts";
import { stackConfig, type Overrides, type StackName } from "./stack-config.ts";
import { MOCK_ACCOUNT, type MockAccount } from "./mock-account.ts";

/** What one run of the program registered, asked for and returned. */
export interface Evaluation {
  readonly resources: readonly Registered[];
  readonly calls: readonly Call[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface EvaluateOptions {
  /** Changes of the stack's file. */
  readonly overrides?: Overrides;
  readonly account?: MockAccount;
  /** Given by the caller who wants to see what was registered even when the program fails. */
  readonly monitor?: RecordingMonitor;
}

let runs = 0;

/**
 * Runs index.ts as Pulumi does, inside a stack and against Pulumi's mock engine, and waits until each registration and
 * each output is done: what is said of the result is said of all of it, and an error anywhere rejects.
 */
export async function evaluate(stack: StackName, options: EvaluateOptions = {}): Promise<Evaluation> {
  const monitor = options.monitor ?? new RecordingMonitor(options.account ?? MOCK_ACCOUNT);
  const exports = await runInStack(stack, monitor, options.overrides, importProgram);
  return { resources: monitor.registered, calls: monitor.calls, outputs: await settled(exports) };
}

/** Evaluates index.ts anew: modules are kept by URL, so each run has a URL of its own. */
export async function importProgram(): Promise<unknown> {
  runs += 1;
  const exports: unknown = await import(`../index.ts?run=${runs}`);
  return exports;
}

/** Runs any program inside a stack, with that stack's settings, until everything that it began is done. */
export async function runInStack(
  stack: StackName,
  monitor: RecordingMonitor,
  overrides: Overrides | undefined,
  program: () => Promise<unknown>,
): Promise<unknown> {
  await runtime.setMocks(monitor.mocks, "pmp-xray", stack);
  runtime.setMockOptions(monitor, "pmp-xray", stack);
  runtime.setAllConfig({ ...stackConfig(stack, overrides) });
  const exports: unknown = await runtime.runInPulumiStack(program);
  await runtime.disconnect();
  return exports;
}

/** Plain values of everything that the program exports, at any depth. */
async function settled(exports: unknown): Promise<Record<string, unknown>> {
  if (typeof exports !== "object" || exports === null) throw new Error("the program exports nothing");
  const all: Record<string, unknown> = { ...exports };
  return await new Promise((resolve) => output(all).apply((values) => resolve({ ...values })));
}
