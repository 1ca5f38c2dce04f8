import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PackConfig } from "../../policy/kit/pack-config.ts";
import { isRecord } from "../../policy/kit/read.ts";
import { STACKS, type Overrides, type StackName } from "../stack-config.ts";

/** A stack that the policies are evaluated for. */
export interface Subject {
  /** What the report calls it. */
  readonly title: string;
  readonly stack: StackName;
  readonly overrides: Overrides;
  /** Configuration of the pack that goes with the overrides, on top of the stack's. Default: none. */
  readonly config?: PackConfig;
}

/**
 * What a stack file can ask for besides, so that policies on it have something to look at: docs/new-cluster.md,
 * docs/account-switches.md.
 */
const VARIANTS: readonly Subject[] = [
  {
    title: "prod, new cluster",
    stack: "prod",
    overrides: { "pmp-xray:cluster": { name: "pmp-cluster", mode: "new" } },
  },
  {
    title: "ecs-dev, EC2, no NAT",
    stack: "ecs-dev",
    overrides: {
      "pmp-xray:agent": { kind: "otelCollector" },
      "pmp-xray:ecs": {
        cluster: { mode: "new" },
        network: { mode: "new", new: { natGateways: "none" } },
        launchType: "EC2",
        pullThroughCache: true,
        secrets: { DATABASE_URL: "arn:aws:secretsmanager:us-east-1:123456789012:secret:pmp-api-AbCdEf" },
      },
    },
  },
  {
    title: "prod, account switches",
    stack: "prod",
    overrides: {
      "pmp-xray:account": {
        encryptionKeyArn: "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
        transactionSearch: { indexingPercent: 1, retentionDays: 30 },
      },
    },
    config: {
      "account-switch-needs-opt-in": {
        allowed: [
          "aws:xray/encryptionConfig:EncryptionConfig",
          "aws:xray/traceSegmentDestination:TraceSegmentDestination",
          "aws:xray/indexingRule:IndexingRule",
        ],
      },
    },
  },
];

/** Every stack of the repository as in its file, and the variants. */
export const SUBJECTS: readonly Subject[] = [
  ...STACKS.map((stack): Subject => ({ title: stack, stack, overrides: {} })),
  ...VARIANTS,
];

/** The configuration of the pack for a stack, policy/config/STACK.json; undefined where there is none. */
export function stackPolicyConfigFile(stack: StackName): string | undefined {
  const file = join(import.meta.dirname, "..", "..", "policy", "config", `${stack}.json`);
  return existsSync(file) ? file : undefined;
}

/**
 * The configuration that a subject is judged by: its stack's, and on top of it its own.
 *
 * @param file instead of the stack's
 * @throws Error when the file isn't a JSON object
 */
export function policyConfig({ stack, config }: Subject, file = stackPolicyConfigFile(stack)): PackConfig {
  return { ...(file !== undefined && readPolicyConfig(file)), ...config };
}

/** @throws Error when the file isn't a JSON object */
export function readPolicyConfig(file: string): PackConfig {
  const config: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!isRecord(config)) throw new Error(`${file} must be an object with a member per policy`);
  return config;
}
