import { analyzeRules } from "@pmp/planning";
import type { XRaySamplingRule } from "@pmp/sampling";
import { setNode } from "../../deployment/node-edits.ts";
import { endOf, nodeAt, startOf } from "../../deployment/nodes.ts";
import { rulesOfRepository } from "../../deployment/sampling-files.ts";
import type { DataRule } from "../../rule.ts";

/** Behind every rule for a path, and before X-Ray's own Default rule. */
const LAST = 9000;

export const samplingRuleOrder: DataRule = {
  name: "sampling-rule-order",
  title: "sampling rules that do not do what they say",
  why:
    "The rule with the lowest priority that matches decides, alone: behind a rule for all paths no other is ever asked. The reservoir " +
    "is sampled before the rate counts, so a large one makes a small rate untrue.",
  fix:
    `A rule for all requests gets priority ${LAST}, when it hides another one. Everything else is for a person; pmp-xray sampling check ` +
    "says the same of a plan.",
  level: "edit",
  reads: "data",
  *find(file, repository) {
    const all = rulesOfRepository(repository);
    const own = all.filter((one) => one.file.path === file.path);
    if (own.length === 0) return;
    const findings = analyzeRules(all.map(({ rule }) => rule)).filter(({ severity }) => severity !== "info");
    for (const { rule, node } of own) {
      const position = { start: startOf(node), end: endOf(node) };
      for (const { code, message, rule: about, others } of findings) {
        // A hidden rule is reported at the one that hides it, which is moved.
        const hides =
          (code === "shadowed" || code === "unreachable") && others.includes(rule.RuleName) && catchesAll(rule);
        const priority = nodeAt(node, "Priority") ?? nodeAt(node, "priority");
        const isFree = !all.some((one) => one.rule.Priority === LAST);
        if (hides && isFree && priority !== undefined && rule.Priority < LAST) {
          const hidden = `rule ${rule.RuleName} has priority ${rule.Priority} and takes all requests: ${about} is never asked`;
          yield { ...position, message: hidden, edits: [setNode(file, priority, LAST)] };
        } else if (
          about === rule.RuleName &&
          !others.some((name) => all.some((one) => one.rule.RuleName === name && catchesAll(one.rule)))
        ) {
          yield { ...position, message: `rule ${about}: ${message}` };
        }
      }
      if (rule.ReservoirSize > 5 && rule.FixedRate > 0 && rule.FixedRate < 1)
        yield { ...position, message: ofReservoir(rule) };
    }
  },
};

function catchesAll({ URLPath, HTTPMethod, Host, ServiceType, Attributes }: XRaySamplingRule): boolean {
  return [URLPath, HTTPMethod, Host, ServiceType].every((pattern) => /^\*+$/.test(pattern)) && Attributes === undefined;
}

function ofReservoir({ RuleName, ReservoirSize, FixedRate }: XRaySamplingRule): string {
  return `rule ${RuleName}: the first ${ReservoirSize} requests of each second are sampled at 100 %, before FixedRate ${FixedRate}: write ReservoirSize 0 for an exact rate`;
}
