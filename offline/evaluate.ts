import { output, runtime } from "@pulumi/pulumi";
import { RecordingMonitor, type Call, type Registered } from "./recording-monitor.ts";
import { stackConfig, type Config, type Overrides, type StackName } from "./stack-config.ts";
import { MOCK_ACCOUNT, type MockAccount } from "./mock-account.ts";

/** The resources that one run of the program registered, its calls of provider functions, and its outputs. */
export interface Evaluation {
  readonly resources: readonly Registered[];
  readonly calls: readonly Call[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface EvaluateOptions {
  /** Changes of the stack's file. */
  readonly overrides?: Overrides;
  readonly account?: MockAccount;
  /** Given by a caller that needs the registered resources even when the program fails. */
  readonly monitor?: RecordingMonitor;
}

let runs = 0;

/**
 * Runs index.ts as Pulumi does, inside a stack and against Pulumi's mock engine, and waits until each registration and
 * each output is done: the result is complete, and an error anywhere rejects.
 */
export async function evaluate(stack: StackName, options: EvaluateOptions = {}): Promise<Evaluation> {
  const monitor = options.monitor ?? new RecordingMonitor(options.account ?? MOCK_ACCOUNT);
  const exports = await runInStack(stack, monitor, options.overrides, importProgram);
  return { resources: monitor.registered, calls: monitor.calls, outputs: await settled(exports) };
}

/** Evaluates index.ts again: modules are cached by URL, so each run has a URL of its own. */
export async function importProgram(): Promise<unknown> {
  runs += 1;
  const exports = (await import(`../index.ts?run=${runs}`)) as Readonly<Record<string, unknown>>;
  // As program.mjs does it.
  return Object.fromEntries(Object.entries(exports).filter(([, value]) => value !== undefined));
}

/** Runs any program inside a stack of this repository, with that stack's settings, until everything that it started is done. */
export async function runInStack(
  stack: StackName,
  monitor: RecordingMonitor,
  overrides: Overrides | undefined,
  program: () => Promise<unknown>,
): Promise<unknown> {
  return await run(stackConfig(stack, overrides), stack, monitor, program);
}

/** Runs any program with a configuration, in a stack of that name, until everything that it started is done. */
export async function run(
  config: Config,
  stack: string,
  monitor: RecordingMonitor,
  program: () => Promise<unknown>,
): Promise<unknown> {
  await runtime.setMocks(monitor.mocks, "pmp-xray", stack);
  runtime.setMockOptions(monitor, "pmp-xray", stack);
  runtime.setAllConfig({ ...config });
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
