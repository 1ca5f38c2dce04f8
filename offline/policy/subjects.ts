import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PackConfig } from "../../policy/kit/pack-config.ts";
import { isRecord } from "../../policy/kit/resource.ts";
import { STACKS, type Overrides, type StackName } from "../stackConfig.ts";

/** A stack that the policies are evaluated for. */
export interface Subject {
  /** What the report calls it. */
  readonly title: string;
  readonly stack: StackName;
  readonly overrides: Overrides;
}

/** What a stack file can ask for besides, so that policies on it have something to look at: docs/new-cluster.md. */
const VARIANTS: readonly Subject[] = [
  {
    title: "prod, new cluster",
    stack: "prod",
    overrides: { "pmp-xray:cluster": { name: "pmp-cluster", mode: "new" } },
  },
];

/** Every stack of the repository as its file says, and the variants. */
export const SUBJECTS: readonly Subject[] = [
  ...STACKS.map((stack): Subject => ({ title: stack, stack, overrides: {} })),
  ...VARIANTS,
];

/** The configuration of the pack for a stack, policy/config/STACK.json; undefined where there is none. */
export function stackPolicyConfigFile(stack: StackName): string | undefined {
  const file = join(import.meta.dirname, "..", "..", "policy", "config", `${stack}.json`);
  return existsSync(file) ? file : undefined;
}

/** @throws Error when the file isn't a JSON object */
export function readPolicyConfig(file: string): PackConfig {
  const config: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!isRecord(config)) throw new Error(`${file} must be an object with a member per policy`);
  return config;
}
