import type { Violation } from "../../kit/definition.ts";
import { cisEks, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { forEachKnown } from "../../kit/unknown.ts";
import { allows, statements, type Condition, type Statement } from "./document.ts";

/** Token audiences that AWS SDKs use; the second one is AWS China's. */
const AUDIENCES = ["sts.amazonaws.com", "sts.amazonaws.com.cn"];

export const trustPinsSubject = resourcePolicy({
  name: "trust-pins-subject",
  title: "A role for a service account names its audience and its one subject exactly.",
  why:
    "An OIDC provider vouches for every service account of its cluster. Without an exact sub, any pod of the cluster can take " +
    "the role; without an exact aud, a token that was issued for another service can be used too.",
  fix: 'Write Condition { StringEquals: { "ISSUER:aud": "sts.amazonaws.com", "ISSUER:sub": "system:serviceaccount:NAMESPACE:NAME" } }.',
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [cisEks("5.2.1"), wellArchitected("SEC03-BP02")],
  types: ["aws:iam/role:Role"],
  *check({ props }) {
    const found = statements(props.assumeRolePolicy);
    if (found === undefined) yield { path: "assumeRolePolicy", message: "The trust policy is not a JSON object." };
    else
      yield* forEachKnown(
        found.filter(({ effect }) => effect === "Allow"),
        checkStatement,
      );
  },
});

function* checkStatement(statement: Statement): Iterable<Violation> {
  const path = `assumeRolePolicy.${statement.path}`;
  for (const key of statement.negated) {
    yield {
      path: `${path}.${key}`,
      message: `${key} trusts ${key === "NotPrincipal" ? "everyone" : "everything"} except what it names; a trust policy must name the principals and actions that it allows.`,
    };
  }
  for (const [kind, names] of statement.principals) {
    if (names.includes("*")) {
      yield {
        path: `${path}.Principal`,
        message: `Anyone may assume the role: the principal is ${kind === "*" ? "" : `${kind} `}*.`,
      };
    }
  }
  if (!letsTakeToken(statement)) return;
  yield* pinned(path, statement.conditions, "aud", (value) => AUDIENCES.includes(value), '"sts.amazonaws.com"');
  yield* pinned(path, statement.conditions, "sub", isOneSubject, "one subject without wildcards");
}

/** NotAction allows what it doesn't name. */
function letsTakeToken({ actions, negated }: Statement): boolean {
  const action = "sts:AssumeRoleWithWebIdentity";
  return negated.includes("NotAction") || actions.some((pattern) => allows(pattern, action));
}

/** Such as `system:serviceaccount:pmp:xray-daemon`. */
function isOneSubject(value: string): boolean {
  return /^[^*?]+$/.test(value) && (!value.startsWith("system:serviceaccount:") || value.split(":").length === 4);
}

function* pinned(
  path: string,
  conditions: readonly Condition[],
  claim: "aud" | "sub",
  isExact: (value: string) => boolean,
  allowed: string,
): Iterable<Violation> {
  const about = conditions.filter(({ key }) => key.toLowerCase().endsWith(`:${claim}`));
  for (const { operator, key } of about) {
    if (operator !== "StringEquals") {
      yield {
        path: `${path}.Condition.${operator}`,
        message: `${key} is compared by ${operator}; only StringEquals is exact.`,
      };
    }
  }
  const exact = about.filter(({ operator }) => operator === "StringEquals");
  if (about.length === 0) yield { path: `${path}.Condition`, message: `No condition on ISSUER:${claim}.` };
  for (const { key, values } of exact) {
    if (values.length !== 1 || !isExact(values[0] ?? "")) {
      yield {
        path: `${path}.Condition.StringEquals`,
        message: `${key} is ${JSON.stringify(values.length === 1 ? values[0] : values)}; it must be ${allowed}.`,
      };
    }
  }
}
