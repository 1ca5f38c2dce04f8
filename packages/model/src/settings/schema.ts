import { z } from "zod";
import { field, oneOf, text } from "./field.ts";
import { account, iam } from "./sections/account.ts";
import { cluster } from "./sections/cluster.ts";
import { ecs } from "./sections/ecs.ts";
import { alarms, groups, sampling } from "./sections/tracing.ts";
import { agent, api, chart } from "./sections/workload.ts";

// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
const TAG = /^(?!aws:)[\p{L}\p{N}\p{Zs}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{N}\p{Zs}_.:/=+\-@]{0,256}$/u;

/**
 * Everything a stack can set, in the namespace `pmp-xray`. Each key is checked on its own, so that a mistake in one never
 * hides a mistake in another. Rules that need two keys are in rules.ts.
 */
export const sections = {
  /** What kind of environment this is. Reaches the API as NODE_ENV and deployment.environment.name. */
  stage: oneOf(["dev", "staging", "prod", "local"]),

  /** Where the API runs: Kubernetes in EKS, or ECS, whose own settings are in the section `ecs`. */
  platform: oneOf(["eks", "ecs"]).default("eks"),

  /**
   * Part of every name that must be unique in an AWS account and region (sampling rules, groups, alarms, policies, role, dashboard,
   * topic and the rest; a new cluster, unless it has a name), for stages that share one account. Names too long for X-Ray are cut and
   * marked with a hash.
   * Empty where each stage has its own account, which is the recommended way.
   */
  nameSuffix: text(/^(-[a-z0-9]{1,16})?$/, 'empty, or - and at most 16 of a-z 0-9, like "-dev"', "-dev").default(""),

  /** Tags for everything that takes tags, besides the program's own (pulumi:project, pulumi:stack, stage). */
  tags: z
    .record(
      text(TAG, "a tag key of 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws:", "team"),
      field(z.string().regex(TAG_VALUE), {
        allowed: "a tag value of at most 256 letters, digits, spaces and _ . : / = + - @",
        example: "payments",
        booleans: true,
      }),
    )
    .default({}),

  cluster,
  ecs,

  /**
   * How the agent gets its role: irsa by the cluster's OIDC issuer, on any cluster; podIdentity by EKS itself, on Linux EC2
   * nodes with the add-on eks-pod-identity-agent, and without an OIDC provider.
   */
  identity: oneOf(["irsa", "podIdentity"]).default("irsa"),

  /** The Kubernetes namespace; made by this program, unless `cluster.createNamespace` is false. */
  namespace: text(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "a namespace: 1 to 63 of a-z 0-9 and -, with a letter or digit at both ends",
    "pmp",
  ).default("pmp"),

  api,
  agent,
  chart,
  sampling,
  groups,
  alarms,
  iam,
  account,
};

/** The sections that only one platform has. On the other one they may not be set. */
export const PLATFORM_SECTIONS = {
  eks: ["cluster", "identity", "namespace", "chart"],
  ecs: ["ecs"],
} as const satisfies Record<string, readonly (keyof typeof sections)[]>;

/** Every section, checked and with defaults filled in. A stack has those of its platform. */
export type Settings = { [K in keyof typeof sections]: z.output<(typeof sections)[K]> };
/** The settings of a stack on EKS. */
export type EksSettings = Omit<Settings, "platform" | "ecs"> & { readonly platform: "eks" };
/** The settings of a stack on ECS. */
export type EcsSettings = Omit<Settings, "platform" | (typeof PLATFORM_SECTIONS.eks)[number]> & {
  readonly platform: "ecs";
};
