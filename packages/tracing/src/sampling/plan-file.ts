import { readFileSync } from "node:fs";
import { DEFAULT_RULE, parseFallbackFile, type XRaySamplingRule } from "@pmp/sampling";
import { messageOf, warn } from "../report.ts";

const CHECK_EVERY_MS = 60_000;

/** The rules used while X-Ray is unreachable: the same plan, from a mounted file (Kubernetes) or a variable (ECS). */
export interface FallbackRules {
  rules: readonly XRaySamplingRule[];
  /** Their source, for the start-up message. */
  source: string;
}

const WITHOUT_FILE: FallbackRules = { rules: [DEFAULT_RULE], source: "X-Ray's default: 1 request a second and 5 %" };

/** The plan of a file, or else of PMP_SAMPLING_PLAN, where no file can be mounted. Never throws. */
export function readPlan({ planFile, planText }: { planFile: string | undefined; planText?: string }): FallbackRules {
  if (planFile !== undefined || planText === undefined) return readPlanFile(planFile);
  try {
    return { rules: parseFallbackFile(JSON.parse(planText)).SamplingRules, source: "PMP_SAMPLING_PLAN" };
  } catch (error) {
    warn("plan-text", `can't use the sampling plan in PMP_SAMPLING_PLAN: ${messageOf(error)}`);
    return WITHOUT_FILE;
  }
}

/** Reads the plan; without a path or with an invalid file, uses X-Ray's default rule. Never throws. */
export function readPlanFile(path: string | undefined): FallbackRules {
  if (path === undefined || path === "") return WITHOUT_FILE;
  try {
    const json: unknown = JSON.parse(readFileSync(path, "utf8"));
    return { rules: parseFallbackFile(json).SamplingRules, source: path };
  } catch (error) {
    warn("plan-file", `can't use the sampling plan PMP_SAMPLING_PLAN_FILE=${path}: ${messageOf(error)}`);
    return WITHOUT_FILE;
  }
}

/**
 * Reloads the plan when the file's text has changed: a mounted ConfigMap is updated without a restart.
 * @param everyMs milliseconds between two checks of the file
 * @returns a function that stops it
 */
export function watchPlanFile(
  path: string,
  onChange: (rules: FallbackRules) => void,
  everyMs = CHECK_EVERY_MS,
): () => void {
  let last = contents(path);
  const timer = setInterval(() => {
    const now = contents(path);
    if (now === undefined || now === last) return;
    last = now;
    const read = readPlanFile(path);
    if (read !== WITHOUT_FILE) onChange(read);
  }, everyMs).unref();
  return () => clearInterval(timer);
}

function contents(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
