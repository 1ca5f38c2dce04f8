import type { EksStackName } from "../../../../offline/stack-config.ts";

/** What each stack is expected to have of its own; the rest is the same for all. Written by hand, from the stack files. */
export const OWN = {
  dev: {
    rate: 1,
    replicas: 1,
    faultRate: 20,
    errorRate: 50,
    slow: 20,
    evaluationPeriods: 3,
    period: 300,
    noTracesMinutes: 0,
  },
  staging: {
    rate: 0.5,
    replicas: 2,
    faultRate: 10,
    errorRate: 50,
    slow: 20,
    evaluationPeriods: 2,
    period: 300,
    noTracesMinutes: 0,
  },
  prod: {
    rate: 0.1,
    replicas: 3,
    faultRate: 5,
    errorRate: 25,
    slow: 10,
    evaluationPeriods: 2,
    period: 300,
    noTracesMinutes: 30,
  },
  local: {
    rate: 0.1,
    replicas: 1,
    faultRate: 5,
    errorRate: 25,
    slow: 10,
    evaluationPeriods: 1,
    period: 60,
    noTracesMinutes: 15,
  },
} as const;

export const ISSUER = {
  dev: "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
  staging: "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
  prod: "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
  local: "kubernetes.default.svc",
} as const;

export const ACCOUNT = "123456789012";
export const TOPIC_ARN = `arn:aws:sns:us-east-1:${ACCOUNT}:pmp-tracing-alarms`;
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/pmp-xray-daemon`;
export const POLICY_ARN = `arn:aws:iam::${ACCOUNT}:policy/PMPXRayAccess`;

/** Name, priority, path, rate and reservoir of each rule, in the order in which X-Ray looks at them. */
export const rules = (stack: EksStackName) =>
  [
    ["pmp-api-stripe", 1000, "/api/stripe*", 1, 1],
    ["pmp-api-subscriptions", 1100, "/api/subscriptions*", 1, 1],
    ["pmp-api-auth", 1200, "/api/auth*", 1, 1],
    ["pmp-api-health", 1300, "/api/health*", 0.01, 0],
    ...(stack === "local" ? [["pmp-api-fail", 1400, "/api/fail*", 1, 0] as const] : []),
    ["pmp-api-default-traffic", 9000, "*", OWN[stack].rate, 0],
  ] as const;

/** Name and filter of each group: by purpose, then one per path that is sampled at 100 %. */
const GROUPS = {
  all: ["pmp-api-all", 'service("pmp-api")'],
  faults: ["pmp-api-faults", 'service("pmp-api") { fault }'],
  errors: ["pmp-api-errors", 'service("pmp-api") { error }'],
  slow: ["pmp-api-slow", 'service("pmp-api") { responsetime > 2 }'],
  "pmp-api-stripe": ["pmp-api-stripe", 'service("pmp-api") AND http.url CONTAINS "/api/stripe"'],
  "pmp-api-subscriptions": ["pmp-api-subscriptions", 'service("pmp-api") AND http.url CONTAINS "/api/subscriptions"'],
  "pmp-api-auth": ["pmp-api-auth", 'service("pmp-api") AND http.url CONTAINS "/api/auth"'],
} as const;

/** The local stack's own rule is at 100 % too. */
export const groupsOf = (stack: EksStackName) =>
  stack === "local"
    ? { ...GROUPS, "pmp-api-fail": ["pmp-api-fail", 'service("pmp-api") AND http.url CONTAINS "/api/fail"'] as const }
    : GROUPS;

/** What the links of alarms and dashboard end in: the group's filter, as a browser writes it. */
const LINKS = {
  all: "service(%22pmp-api%22)",
  faults: "service(%22pmp-api%22)%20%7B%20fault%20%7D",
  errors: "service(%22pmp-api%22)%20%7B%20error%20%7D",
  slow: "service(%22pmp-api%22)%20%7B%20responsetime%20%3E%202%20%7D",
} as const;

export const tracesLink = (purpose: keyof typeof LINKS) =>
  `https://console.aws.amazon.com/xray/home?region=us-east-1#/traces?filter=${LINKS[purpose]}`;

/** The list of traces of one critical path. */
export function pathLink(path: string): string {
  const filter = `service(%22pmp-api%22)%20AND%20http.url%20CONTAINS%20%22%2Fapi%2F${path}%22`;
  return `https://console.aws.amazon.com/xray/home?region=us-east-1#/traces?filter=${filter}`;
}
