import { isScalar, visit } from "yaml";
import { endOf, nodeAt, startOf, textOf } from "../../deployment/nodes.ts";
import { actionsOf, allowing } from "../../deployment/policies.ts";
import type { DataRule } from "../../rule.ts";

export const iamXrayFullAccess: DataRule = {
  name: "iam-xray-full-access",
  title: "all of X-Ray allowed",
  why:
    "The agent's TCP port signs any X-Ray call with the agent's role: with all actions allowed, whoever reaches the port can delete " +
    "sampling rules and change the encryption of the account.",
  fix:
    "Give the agent the managed policy AWSXRayDaemonWriteAccess, or the five actions PutTraceSegments, PutTelemetryRecords, " +
    "GetSamplingRules, GetSamplingTargets and GetSamplingStatisticSummaries. A role of people may keep more.",
  level: "say",
  reads: "data",
  *find(file) {
    for (const { statement } of allowing(file)) {
      const all = actionsOf(statement).find((action) => /^xray:(?:\*|Put\*)$/i.test(action));
      const node = nodeAt(statement, "Action");
      if (all !== undefined && node !== undefined) {
        yield { start: startOf(node), end: endOf(node), message: `${all} is allowed` };
      }
    }
    for (const document of file.documents) {
      const found: { start: number; end: number; message: string }[] = [];
      visit(document, {
        Scalar(_key, node) {
          const name = /(?:^|\/)(AWSX[Rr]ayFullAccess)$/.exec(isScalar(node) ? (textOf(node) ?? "") : "")?.[1];
          if (name !== undefined) found.push({ start: startOf(node), end: endOf(node), message: `attaches ${name}` });
        },
      });
      yield* found;
    }
  },
};
