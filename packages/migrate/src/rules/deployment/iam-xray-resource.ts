import { setNode } from "../../deployment/node-edits.ts";
import { nodeAt, startOf, endOf, textsOf } from "../../deployment/nodes.ts";
import { actionsOf, allowing, WITHOUT_RESOURCE } from "../../deployment/policies.ts";
import type { DataRule } from "../../rule.ts";

export const iamXrayResource: DataRule = {
  name: "iam-xray-resource",
  title: "IAM policy that names resources for the calls of an X-Ray agent",
  why:
    "Sending segments and reading sampling rules have no resource in IAM. A statement with an ARN never matches them, and every " +
    "call of the agent is denied.",
  fix: 'The resource becomes "*". A statement with other actions has to be split first, by a person.',
  level: "edit",
  reads: "data",
  *find(file) {
    for (const { statement } of allowing(file)) {
      const actions = actionsOf(statement);
      const resource = nodeAt(statement, "Resource");
      const named = textsOf(resource);
      const ofAgent = actions.filter((action) => WITHOUT_RESOURCE.has(action));
      if (resource === undefined || named.length === 0 || named.includes("*") || ofAgent.length === 0) continue;
      const position = { start: startOf(resource), end: endOf(resource) };
      if (ofAgent.length === actions.length) {
        const message = `${ofAgent.join(", ")} on ${named.join(", ")}: no call matches`;
        yield { ...position, message, edits: [setNode(file, resource, "*")] };
      } else {
        const message = `${ofAgent.join(", ")} on ${named.join(", ")} beside other actions: move them to a statement of their own with Resource "*"`;
        yield { ...position, message };
      }
    }
  },
};
