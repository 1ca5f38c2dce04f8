import type { PlanInput } from "@pmp/sampling";
import { z } from "zod";
import { field, oneOf, ranged, text, whole, yesNo } from "./field.ts";

/**
 * Everything a stack can set, in the namespace `pmp-xray`. Each key is checked on its own, so that a mistake in one never
 * hides a mistake in another. Rules that need two keys are in rules.ts.
 */

const arn = (service: string, resource: string, example: string) =>
  text(new RegExp(`^arn:aws[a-z-]*:${service}:[^ ]*:${resource}.+$`), `an ARN like ${example}`, example);

const httpUrl = (example: string) =>
  field(z.url({ protocol: /^https?$/ }), { allowed: `a URL with http or https, like ${example}`, example });

const name = (allowed: string, pattern: RegExp, example: string) => text(pattern, allowed, example);

// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
const TAG = /^(?!aws:)[\p{L}\p{N}\p{Zs}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{N}\p{Zs}_.:/=+\-@]{0,256}$/u;

const imageRepository = text(
  /^[a-z0-9][a-z0-9.-]*(:[0-9]+(?=\/))?(\/[a-z0-9._-]+)*$/,
  "an image repository without tag or digest, like 123456789012.dkr.ecr.us-east-1.amazonaws.com/pmp-api",
  "pmp-api",
);
const imageTag = text(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, "an image tag: at most 128 of A-Z a-z 0-9 _ . -", "1.0.0");
const imageDigest = text(
  /^sha256:[0-9a-f]{64}$/,
  "a digest: sha256: and 64 hexadecimal digits",
  `sha256:${"0".repeat(64)}`,
);

const image = z.strictObject({
  repository: imageRepository,
  /** At least one of tag and digest; with both, the digest decides. */
  tag: imageTag.exactOptional(),
  digest: imageDigest.exactOptional(),
});

export const sections = {
  /** What kind of environment this is. Reaches the API as NODE_ENV and deployment.environment. */
  stage: oneOf(["dev", "staging", "prod", "local"]),

  /**
   * Goes behind the names that must be unique in an AWS account (policy, role, dashboard, topic), for stages that share
   * one account. Empty where each stage has its own account, which is the recommended way.
   */
  nameSuffix: text(/^(-[a-z0-9]{1,16})?$/, 'empty, or - and at most 16 of a-z 0-9, like "-dev"', "-dev").default(""),

  /** Tags for everything that takes tags, besides the program's own (pulumi:project, pulumi:stack, stage). */
  tags: z
    .record(
      text(TAG, "a tag key of 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws:", "team"),
      text(TAG_VALUE, "a tag value of at most 256 letters, digits, spaces and _ . : / = + - @", "payments"),
    )
    .default({}),

  /** The Kubernetes cluster that runs the API and the agent. */
  cluster: z.strictObject({
    name: name(
      "an EKS cluster name: 1 to 100 letters, digits, - and _",
      /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
      "pmp-cluster",
    ),
    /** `existing`: nothing of the cluster itself is changed. */
    mode: oneOf(["existing"]),
    /** The cluster's OIDC issuer. Without it, it is read from EKS. */
    oidcIssuer: field(z.url({ protocol: /^https$/ }), {
      allowed: "the cluster's issuer URL, which begins with https://",
      example: "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
    }).exactOptional(),
    /** false where the account has an IAM OIDC provider for this issuer already (there can be only one). */
    createOidcProvider: yesNo(false).default(true),
    /** Text of a kubeconfig, or a path to one. Without it and kubeContext, access is made from what EKS says. */
    kubeconfig: field(z.string().min(1), {
      allowed: "the text of a kubeconfig, or a path to one",
      example: "./kubeconfig",
      secret: true,
    }).exactOptional(),
    /** A context of that kubeconfig, or of the user's own one. */
    kubeContext: text(/^.{1,253}$/, "the name of a context in the kubeconfig", "pmp-cluster").exactOptional(),
  }),

  /** The Kubernetes namespace; made by this program. */
  namespace: name(
    "a namespace: 1 to 63 of a-z 0-9 and -, with a letter or digit at both ends",
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "pmp",
  ).default("pmp"),

  /** The API that is traced. */
  api: z.strictObject({
    image,
    replicas: whole(1, 100, "pods", 2).default(2),
    /**
     * The service's name in X-Ray. Groups, alarms and sampling rules are made from it: at most 25 characters, so that the
     * longest group name keeps within X-Ray's 32.
     */
    serviceName: text(
      /^[A-Za-z][A-Za-z0-9-]{0,24}$/,
      "1 to 25 letters, digits and -, beginning with a letter",
      "pmp-api",
    ).default("pmp-api"),
  }),

  /** What takes the API's segments to X-Ray, one per node. */
  agent: z
    .strictObject({
      kind: oneOf(["xrayDaemon", "otelCollector"]).default("xrayDaemon"),
      /** Without it, the chart's own pinned image. */
      image: image.exactOptional(),
      /** A custom X-Ray endpoint: a VPC endpoint, FIPS, or an emulator. Without it, the region's. */
      endpoint: httpUrl("https://xray-fips.us-east-1.amazonaws.com").exactOptional(),
      /** A custom STS endpoint, for the agent's own credentials. */
      stsEndpoint: httpUrl("https://sts.us-east-1.amazonaws.com").exactOptional(),
      /** true on a cluster without EKS's webhook: the chart mounts the service account's token for AWS itself. */
      projectToken: yesNo(true).default(false),
    })
    .prefault({}),

  /** Which requests are traced: a preset, with rules of your own before its catch-all. @pmp/sampling checks what is in it. */
  sampling: field(
    z.custom<PlanInput>((value) => typeof value === "object" && value !== null),
    { allowed: 'a sampling plan, like {"preset": "prod"}', example: '{"preset": "prod"}' },
  ),

  /** X-Ray groups. */
  groups: z
    .strictObject({
      /** A request slower than this belongs to the group of slow ones. */
      slowSeconds: ranged(0.001, 300, "seconds", 2).default(2),
    })
    .prefault({}),

  /** Alarms on the groups' trace counts. */
  alarms: z
    .strictObject({
      /** Alarm above this share of traces with a fault (5xx). */
      faultRatePercent: ranged(0.1, 100, "percent of traces", 5).default(5),
      /** Below this many traces in a period the rate says nothing, and no rate alarm fires. */
      minimumTraces: whole(1, 1_000_000, "traces per period", 20).default(20),
      /** Length of a period. */
      periodSeconds: field(z.int().min(60).max(3600).multipleOf(60), {
        allowed: "60 to 3600 seconds, in whole minutes",
        example: 300,
      }).default(300),
      /** An alarm fires after this many bad periods in a row. */
      evaluationPeriods: whole(1, 24, "periods", 2).default(2),
      /** An existing SNS topic. Without it, a topic is made. */
      topicArn: arn("sns", "", "arn:aws:sns:us-east-1:123456789012:on-call").exactOptional(),
    })
    .prefault({}),

  /** The account's rules for IAM. */
  iam: z
    .strictObject({
      /** A policy that bounds every role this program makes. */
      permissionsBoundary: arn("iam", "policy/", "arn:aws:iam::123456789012:policy/boundary").exactOptional(),
      /** Allow X-Ray calls in the stack's region only. */
      restrictRegion: yesNo(true).default(false),
    })
    .prefault({}),
};

/** A stack's settings, checked and with defaults filled in. */
export type Settings = { [K in keyof typeof sections]: z.output<(typeof sections)[K]> };
