import { fileURLToPath } from "node:url";
import { readStack, type Config } from "@pmp/model";

export type { Config } from "@pmp/model";

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));

/** The stacks of this repository, by platform. */
export const EKS_STACKS = ["dev", "staging", "prod", "local"] as const;
export const ECS_STACKS = ["ecs-dev", "ecs-prod", "local-ecs"] as const;
export const STACKS = [...EKS_STACKS, ...ECS_STACKS] as const;
export type EksStackName = (typeof EKS_STACKS)[number];
export type EcsStackName = (typeof ECS_STACKS)[number];
export type StackName = (typeof STACKS)[number];

/** A change of the configuration: a value to set, or undefined to leave the key out. */
export type Overrides = Readonly<Record<string, unknown>>;

const AGENT = {
  kind: "otelCollector",
  image: { repository: "pmp-collector", tag: "0.130.0" },
  endpoint: "http://10.244.0.1:4566",
  stsEndpoint: "http://10.244.0.1:4566",
};
const ON_KUBERNETES: Overrides = {
  "pmp-xray:cluster": {
    name: "pmp-cluster",
    mode: "existing",
    createOidcProvider: true,
    oidcIssuer: "https://kubernetes.default.svc",
    kubeContext: "pmp-local",
  },
  "pmp-xray:agent": { ...AGENT, projectToken: true },
};
/** Settings that local/ adds to a local stack's file when it runs the stack, because they depend on the machine. */
const MACHINES: Partial<Record<StackName, Overrides>> = {
  local: ON_KUBERNETES,
  "local-ecs": { "pmp-xray:agent": AGENT },
};

/** A stack's file as configuration, with changes. */
export function stackConfig(stack: StackName, overrides: Overrides = {}): Config {
  const { config } = readStack(REPOSITORY, stack);
  const changes = { ...MACHINES[stack], ...overrides };
  const kept = Object.entries(config).filter(([key]) => !Object.hasOwn(changes, key));
  const set = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries([
    ...kept,
    ...set.map(([key, value]): [string, string] => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  ]);
}
