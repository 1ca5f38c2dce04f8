import { posix } from "node:path";
import { fromXRayRule, type RuleInput } from "@pmp/planning";
import type { XRaySamplingRule } from "@pmp/sampling";
import { planFiles } from "../../convert/plan-files.ts";
import { withoutStars } from "../../convert/sdk-rules.ts";
import { endOf, startOf } from "../../deployment/nodes.ts";
import { rulesOfRepository } from "../../deployment/sampling-files.ts";
import type { DataRule } from "../../rule.ts";

export const samplingRulesPlan: DataRule = {
  name: "sampling-rules-plan",
  title: "sampling rules without a plan",
  why:
    "Rules that are created one by one are checked by nobody: one that another hides, or one with the wrong rate, shows in the bill. The app's " +
    "fallback rules are others.",
  fix:
    "A plan of all rules of the folder is written beside them, for Pulumi.<stack>.yaml, and values for the chart. Delete the rules in X-Ray " +
    "when the stack creates its own.",
  level: "edit",
  reads: "data",
  *find(file, repository) {
    const folder = posix.dirname(file.path);
    const inFolder = rulesOfRepository(repository).filter((one) => posix.dirname(one.file.path) === folder);
    // One plan for a folder, at its first rule.
    const [first] = inFolder;
    const stack = posix.join(folder, "sampling.plan.yaml");
    if (first?.file.path !== file.path || repository.has(stack)) return;
    const ordered = specificFirst(inFolder.map(({ rule }) => rule));
    const position = { start: startOf(first.node), end: endOf(first.node) };
    const files = planFiles(ordered.map(toInput), "the sampling rules of this folder");
    if ("problems" in files) {
      for (const problem of files.problems) yield { ...position, message: `the rules make no plan: ${problem}` };
      return;
    }
    yield {
      ...position,
      message: `${inFolder.length} sampling rule${inFolder.length === 1 ? "" : "s"} without a plan`,
      edits: [],
      creates: [
        { path: stack, text: files.stack },
        { path: posix.join(folder, "sampling.values.yaml"), text: files.values },
      ],
      ...(files.warnings.length > 0 && { note: files.warnings.join(". ") }),
    };
  },
};

/** X-Ray's own order, but a rule for all requests comes last, so that no rule is hidden by it. */
function specificFirst(rules: readonly XRaySamplingRule[]): XRaySamplingRule[] {
  const patterns = (rule: XRaySamplingRule): string[] => [rule.URLPath, rule.HTTPMethod, rule.Host, rule.ServiceType];
  const isLast = (rule: XRaySamplingRule): boolean =>
    patterns(rule).every((pattern) => /^\*+$/.test(pattern)) && rule.Attributes === undefined;
  return [...rules].sort((one, other) => Number(isLast(one)) - Number(isLast(other)) || one.Priority - other.Priority);
}

function toInput(given: XRaySamplingRule): RuleInput {
  const { name, path, method, host, service, serviceType, rate, reservoir, attributes } = fromXRayRule(given);
  return {
    name,
    ...withoutStars({ path, method, host, serviceType }),
    service,
    rate,
    ...(reservoir > 0 && { reservoir }),
    ...(attributes !== undefined && { attributes }),
  };
}
