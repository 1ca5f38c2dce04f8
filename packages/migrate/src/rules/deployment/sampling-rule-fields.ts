import { parseXRayRules, PlanError } from "@pmp/sampling";
import { setJson } from "../../deployment/node-edits.ts";
import { endOf, startOf } from "../../deployment/nodes.ts";
import { apiRulesOf } from "../../deployment/sampling-files.ts";
import type { DataRule } from "../../rule.ts";

export const samplingRuleFields: DataRule = {
  name: "sampling-rule-fields",
  title: "sampling rule that X-Ray refuses",
  why: "CreateSamplingRule knows its own spelling of the keys only, and requires all but Attributes.",
  fix: "The keys get the API's names; a missing pattern becomes *, a missing version 1. A value out of range is for a person.",
  level: "edit",
  reads: "data",
  *find(file) {
    for (const { node, mended } of apiRulesOf(file)) {
      const position = { start: startOf(node), end: endOf(node) };
      const name = String(mended.rule.RuleName);
      if (mended.problems.length > 0) {
        const message = `rule ${name}: ${mended.problems.join("; ")}`;
        yield { ...position, message, edits: [setJson(file, node, mended.rule)] };
      }
      for (const problem of problemsOf(mended.rule)) yield { ...position, message: `rule ${name}: ${problem}` };
    }
  },
};

function problemsOf(rule: unknown): string[] {
  try {
    parseXRayRules([rule]);
    return [];
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return error.problems.map(
      ({ path, value, allowed }) => `${path.replace(/^\[0\]\.?/, "")} is ${value}, allowed is ${allowed}`,
    );
  }
}
