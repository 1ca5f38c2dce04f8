import type { ToolName } from "./catalog.ts";
import type { ProgressTask } from "./progress.ts";
import type { Store } from "./store.ts";

/** What a step may use while it runs. */
export interface StepContext {
  readonly store: Store;
  /**
   * A folder of the step's own for intermediate files. It survives an interruption and goes when the step is complete.
   */
  readonly buildDir: string;
  /** The step's log file. */
  readonly log: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly task: ProgressTask;
}

/** Something that must be on the machine before a step can run. */
export interface Need {
  /** Undefined when it is there, otherwise what is wrong and the fix. */
  check(env: NodeJS.ProcessEnv): Promise<Problem | undefined>;
}

export interface Problem {
  readonly what: string;
  readonly fix: string;
}

/** One source's way to install one or more tools. */
export interface Step {
  /** Unique; also the name of its log and its build folder. */
  readonly id: string;
  readonly title: string;
  readonly tools: readonly ToolName[];
  /** Processor time, measured on one core of a 2-core cloud machine. */
  readonly cpuMinutes: number;
  /** Peak disk space while it runs, in GB; `keptGB` of it remain. */
  readonly peakGB: number;
  readonly keptGB: number;
  /** Memory of its largest process, in GB. Default: not worth a check. */
  readonly memoryGB?: number;
  readonly needs: readonly Need[];
  run(context: StepContext): Promise<void>;
}

/** "etcd, runc" or, of more than three, "pulumi and 8 more". */
export function enumerate(tools: readonly ToolName[]): string {
  const [first = ""] = tools;
  return tools.length <= 3 ? tools.join(", ") : `${first} and ${String(tools.length - 1)} more`;
}
