import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** The stacks of this repository. */
export const STACKS = ["dev", "staging", "prod", "local"] as const;
export type StackName = (typeof STACKS)[number];

/** Configuration as Pulumi hands it to a program: `namespace:key` to text, objects as JSON. */
export type Config = Readonly<Record<string, string>>;

/** A change of the configuration: a value to set, or undefined to leave the key out. */
export type Overrides = Readonly<Record<string, unknown>>;

/** What local/ adds to Pulumi.local.yaml when it runs the stack: the things that only that machine knows. */
const MACHINE: Overrides = {
  "pmp-xray:cluster": {
    name: "pmp-cluster",
    mode: "existing",
    createOidcProvider: true,
    oidcIssuer: "https://kubernetes.default.svc",
    kubeContext: "pmp-local",
  },
  "pmp-xray:agent": {
    kind: "otelCollector",
    projectToken: true,
    image: { repository: "pmp-collector", tag: "0.130.0" },
    endpoint: "http://10.244.0.1:4566",
    stsEndpoint: "http://10.244.0.1:4566",
  },
};

/** A stack's file as configuration, with changes. */
export function stackConfig(stack: StackName, overrides: Overrides = {}): Config {
  const file: unknown = parse(readFileSync(new URL(`../Pulumi.${stack}.yaml`, import.meta.url), "utf8"));
  const machine = stack === "local" ? MACHINE : {};
  const merged = { ...configOf(file), ...machine, ...overrides };
  const entries = Object.entries(merged).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

function configOf(file: unknown): Readonly<Record<string, unknown>> {
  if (typeof file === "object" && file !== null && "config" in file && typeof file.config === "object") {
    return { ...file.config };
  }
  throw new Error("a stack's file has a map named config");
}
