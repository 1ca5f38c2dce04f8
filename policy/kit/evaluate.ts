import type { Exception } from "./exceptions.ts";
import { exceptionFor } from "./exceptions.ts";
import { readPackConfig, type Level, type PackConfig, type PolicySettings } from "./pack-config.ts";
import type { Finding, Policy } from "./policy.ts";
import type { Resource } from "./resource.ts";
import { isUnknownValue } from "./unknown.ts";

export interface EvaluateOptions {
  /** In the format of Pulumi's `--policy-pack-config`. Default: every policy's default. */
  readonly config?: PackConfig;
  /** The day of the check, `YYYY-MM-DD`: exceptions expire, and so do versions of Kubernetes. */
  readonly today: string;
}

/** The result of one policy. */
export interface PolicyResult {
  readonly policy: Policy;
  readonly level: Level;
  /** How many resources it looked at. */
  readonly checked: number;
  /** The violations; the level decides whether they are mandatory. */
  readonly violations: readonly Finding[];
  /** Violations that an exception accepts. */
  readonly excused: readonly { readonly finding: Finding; readonly exception: Exception }[];
  /** Checks that could not be decided because a value is unknown before the update: neither passed nor failed. */
  readonly undecided: readonly { readonly urn: string | undefined; readonly message: string }[];
  /** The problems of its exceptions. Count like violations. */
  readonly exceptionProblems: readonly string[];
}

/**
 * Evaluates policies over the resources of a stack, or the objects of a manifest. Throws a ConfigError for a
 * configuration that is wrong.
 */
export function evaluatePolicies(
  policies: readonly Policy[],
  resources: readonly Resource[],
  { config = {}, today }: EvaluateOptions,
): PolicyResult[] {
  const settings = readPackConfig(policies, config, today);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return policies.flatMap((policy) => {
    const own = settings.get(policy.name);
    return own === undefined ? [] : [evaluateOne(policy, own, resources, byUrn, today)];
  });
}

function evaluateOne(
  policy: Policy,
  { level, options, exceptions }: PolicySettings,
  resources: readonly Resource[],
  byUrn: ReadonlyMap<string, Resource>,
  today: string,
): PolicyResult {
  const empty = { policy, level, checked: 0, violations: [], excused: [], undecided: [], exceptionProblems: [] };
  if (level === "disabled") return empty;
  const subjects = resources.filter(({ type }) => policy.appliesTo(type));
  const together = policy.kind === "stack" || policy.kind === "kubernetes-set";
  const violations: Finding[] = [];
  const excused: { finding: Finding; exception: Exception }[] = [];
  const undecided: { urn: string | undefined; message: string }[] = [];
  for (const group of together ? [subjects] : subjects.map((subject) => [subject])) {
    try {
      for (const finding of policy.check(group, options, { today })) {
        const subject = finding.urn === undefined ? undefined : byUrn.get(finding.urn);
        const exception = exceptionFor(exceptions, subject);
        if (exception === undefined) violations.push(finding);
        else excused.push({ finding, exception });
      }
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      undecided.push({ urn: together ? undefined : group[0]?.urn, message: error.message });
    }
  }
  return {
    ...empty,
    checked: subjects.length,
    violations,
    excused,
    undecided,
    exceptionProblems: exceptions.problems,
  };
}

/** Whether it must stop a preview or a pipeline. */
export function isBlocking({ level, violations, exceptionProblems }: PolicyResult): boolean {
  return level === "mandatory" && violations.length + exceptionProblems.length > 0;
}
