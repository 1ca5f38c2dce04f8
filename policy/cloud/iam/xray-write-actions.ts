import type { Violation } from "../../kit/definition.ts";
import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { text } from "../../kit/read.ts";
import { each } from "../../kit/unknown.ts";
import { statements, type Statement } from "./document.ts";
import { AGENT_ACTIONS, letsWrite } from "./xray-actions.ts";

const ALLOWED = AGENT_ACTIONS.map((action) => action.toLowerCase());

export const xrayWriteActions = resourcePolicy({
  name: "xray-write-actions",
  title: "Whoever may write traces has the five actions of an agent, on resource *, and no others.",
  why:
    "The agent's TCP port signs any X-Ray call with the agent's role, so a wider right belongs to everybody who reaches that " +
    "port. And an ARN as the resource matches none of the five actions: every call would be refused.",
  cure: `Allow ${AGENT_ACTIONS.join(", ")} on Resource "*" in a statement of its own, or attach AWSXRayDaemonWriteAccess.`,
  severity: "high",
  enforcement: "mandatory",
  frameworks: [wellArchitected("SEC03-BP02")],
  types: [
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  ],
  *check({ type, props }) {
    if (type === "aws:iam/rolePolicyAttachment:RolePolicyAttachment") {
      yield* attached(text(props.policyArn) ?? "");
      return;
    }
    const found = statements(props.policy);
    if (found === undefined) yield { path: "policy", message: "The policy document is not a JSON object." };
    else yield* each(found.filter(letsWrite), checkStatement);
  },
});

function* attached(arn: string): Iterable<Violation> {
  if (/::aws:policy\/AWSXrayFullAccess$/i.test(arn)) {
    yield { path: "policyArn", message: `${arn} allows every action of X-Ray, among them deleting sampling rules.` };
  }
}

function* checkStatement({ path, actions, resources, negated }: Statement): Iterable<Violation> {
  for (const key of negated) {
    yield {
      path: `policy.${path}.${key}`,
      message: `${key} allows whatever it doesn't name, writing traces among it.`,
    };
  }
  for (const action of actions) {
    if (!ALLOWED.includes(action.toLowerCase())) {
      yield { path: `policy.${path}.Action`, message: `${action} is not one of the five actions of an agent.` };
    }
  }
  for (const resource of resources) {
    if (resource !== "*") {
      yield {
        path: `policy.${path}.Resource`,
        message: `The resource ${resource} matches none of these actions, so that X-Ray refuses every call.`,
      };
    }
  }
}
