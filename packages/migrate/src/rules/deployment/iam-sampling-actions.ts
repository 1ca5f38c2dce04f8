import { isSeq } from "yaml";
import { addItem, setNode } from "../../deployment/node-edits.ts";
import { endOf, nodeAt, startOf, textOf } from "../../deployment/nodes.ts";
import { actionsOf, allowing } from "../../deployment/policies.ts";
import type { DataRule } from "../../rule.ts";

const SAMPLING = ["xray:GetSamplingRules", "xray:GetSamplingTargets"];

export const iamSamplingActions: DataRule = {
  name: "iam-sampling-actions",
  title: "IAM policy of an X-Ray agent without the sampling actions",
  why:
    "The agent fetches the sampling rules for the app. Without these actions the app falls back to 1 request a second and 5 %, and " +
    "says nothing.",
  fix: "The statement gets xray:GetSamplingRules and xray:GetSamplingTargets.",
  level: "edit",
  reads: "data",
  *find(file) {
    const statements = allowing(file);
    for (const { statement, policy } of statements) {
      if (!actionsOf(statement).includes("xray:PutTraceSegments")) continue;
      const allowed = statements
        .filter((other) => other.policy === policy)
        .flatMap((other) => actionsOf(other.statement));
      if (allowed.some((action) => action === "*" || /^xray:(?:\*|Get\*|GetS[A-Za-z]*\*)$/i.test(action))) continue;
      const missing = SAMPLING.filter((action) => !allowed.includes(action));
      const action = nodeAt(statement, "Action");
      if (missing.length === 0 || action === undefined) continue;
      const edits = isSeq(action)
        ? missing.map((name) => addItem(file, action, name))
        : [setNode(file, action, [textOf(action) ?? "", ...missing])];
      const message = `xray:PutTraceSegments is allowed, ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not`;
      yield { start: startOf(action), end: endOf(action), message, edits };
    }
  },
};
