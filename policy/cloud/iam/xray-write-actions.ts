import { AGENT_ACTIONS } from "@pmp/model/aws";
import type { Violation } from "../../kit/definition.ts";
import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { forEachKnown } from "../../kit/unknown.ts";
import { statements, type Statement } from "./document.ts";
import { grantParts, GRANTING_TYPES, type Grant } from "./grants.ts";
import { letsChange, letsWrite, widePolicy } from "./xray-actions.ts";

const ALLOWED = AGENT_ACTIONS.map((action) => action.toLowerCase());

export const xrayWriteActions = resourcePolicy({
  name: "xray-write-actions",
  title: "An identity that may write traces has the five actions of an agent, on resource *, and no others.",
  why:
    "The agent's TCP port signs any X-Ray call with the agent's role, so anyone who can reach that port gets every right of " +
    "the role. And an ARN as the resource matches none of the five actions: every call would be refused.",
  fix: `Allow ${AGENT_ACTIONS.join(", ")} on Resource "*" in a separate statement, or attach AWSXRayDaemonWriteAccess.`,
  severity: "high",
  enforcement: "mandatory",
  frameworks: [wellArchitected("SEC03-BP02")],
  types: GRANTING_TYPES,
  *check(resource) {
    yield* forEachKnown(grantParts(resource), (part) => forEachKnown(part(), checkGrant));
  },
});

function* checkGrant({ path, document, arn }: Grant): Iterable<Violation> {
  const wide = arn === undefined ? undefined : widePolicy(arn);
  if (arn !== undefined) {
    if (wide !== undefined) yield { path, message: `${arn} ${wide}.` };
    return;
  }
  const found = statements(document);
  if (found === undefined) {
    yield { path, message: "The policy document is not a JSON object." };
    return;
  }
  yield* forEachKnown(found.filter(letsWrite), (statement) => checkStatement(path, statement));
  // Other statements of the same document apply to the same role.
  if (!found.some(letsWrite)) return;
  const others = found.filter((statement) => !letsWrite(statement) && letsChange(statement));
  for (const { path: at, actions } of others) {
    yield {
      path: `${path}.${at}.Action`,
      message: `${actions.join(", ")} changes X-Ray itself, and another statement lets the same role write traces.`,
    };
  }
}

function* checkStatement(above: string, { path, actions, resources, negated }: Statement): Iterable<Violation> {
  for (const key of negated) {
    yield {
      path: `${above}.${path}.${key}`,
      message: `${key} allows every action that it doesn't name, also writing traces.`,
    };
  }
  for (const action of actions) {
    if (!ALLOWED.includes(action.toLowerCase())) {
      yield { path: `${above}.${path}.Action`, message: `${action} is not one of the five actions of an agent.` };
    }
  }
  for (const resource of resources) {
    if (resource !== "*") {
      yield {
        path: `${above}.${path}.Resource`,
        message: `The resource ${resource} matches none of these actions, so that X-Ray refuses every call.`,
      };
    }
  }
}
