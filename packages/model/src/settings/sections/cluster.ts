import { z } from "zod";
import { LOG_RETENTION_DAYS } from "../../aws.ts";
import { isPrivateBlock, isPublicBlock } from "../cidr.ts";
import { field, oneOf, text, wanting, whole, yesNo } from "../field.ts";
import { arn, roleArn } from "./forms.ts";

export const retentionDays = (example: number) =>
  field(
    z.int().refine((days) => LOG_RETENTION_DAYS.includes(days)),
    { allowed: `a number of days that CloudWatch Logs knows: ${LOG_RETENTION_DAYS.join(", ")}`, example },
  );

const block = (isRight: (text: string) => boolean, allowed: string, example: string) =>
  field(z.string().refine(isRight), { allowed, example });

const addonVersion = (example: string) =>
  text(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/, `a version of the add-on, like ${example}`, example).exactOptional();

/** What a new cluster is like. Every default is the safe one; the comments say what it costs. */
const newCluster = z.strictObject({
  /**
   * Kubernetes version. 1.35 and 1.36 are in standard support (until 2027-03-27 and 2027-08-02).
   * https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
   */
  version: text(
    /^1\.(3[5-9]|[4-9][0-9])$/,
    "a Kubernetes version from 1.35 on, in standard support of EKS",
    "1.35",
  ).default("1.35"),

  network: z
    .strictObject({
      /** Addresses of the VPC. Can't be changed later. */
      cidr: block(
        (text) => isPrivateBlock(text, 16, 20),
        "a private block of /16 to /20 with its first address, like 10.0.0.0/16",
        "10.0.0.0/16",
      ).default("10.0.0.0/16"),
      /** Zones with nodes. EKS wants two at least. Can't be changed later. */
      zones: whole(2, 3, "availability zones", 3).default(3),
      /** Way out for the nodes: none (all images from a mirror), one gateway for all zones, or one per zone. */
      natGateways: oneOf(["none", "one", "perZone"], "one").default("one"),
    })
    .prefault({}),

  /**
   * Address blocks that may reach the Kubernetes API from outside: of clients on the internet, which EKS takes no
   * others of. Empty: only from inside the VPC.
   */
  publicAccessCidrs: z
    .array(
      block(
        (text) => isPublicBlock(text, 8),
        "a public IPv4 block of /8 or smaller with its first address, like 203.0.113.0/24",
        "203.0.113.0/24",
      ),
    )
    .default([]),

  /**
   * IAM roles or users that administer the cluster, besides the one that makes it, which EKS makes an administrator
   * itself and refuses a second time.
   */
  admins: z.array(arn("iam", "(role|user)/", "arn:aws:iam::123456789012:role/platform")).default([]),

  /** The cluster can't be deleted while this is true, not even by hand, and the preview of `pulumi destroy` refuses. */
  deletionProtection: yesNo(true).default(false),

  /** How long the control plane's logs are kept. */
  logRetentionDays: retentionDays(90).default(90),

  nodes: z
    .strictObject({
      architecture: oneOf(["amd64", "arm64"]).default("amd64"),
      /** Without it: m7i.large or m7g.large, by architecture. */
      instanceType: text(/^[a-z0-9-]+\.[a-z0-9-]+$/, "an EC2 instance type", "m7i.large").exactOptional(),
      /** How many there are, as long as no autoscaler decides. */
      min: whole(1, 100, "nodes", 2).default(2),
      /** Up to how many an autoscaler may go. The program installs none. */
      max: whole(1, 100, "nodes", 4).default(4),
      /**
       * true where an autoscaler of yours decides how many nodes there are: their number is left alone. EKS then
       * refuses a min above it, until there are that many.
       */
      autoscaler: yesNo(true).default(false),
      /**
       * Release of the nodes' image, with its patches. Without it: the newest when the nodes are made, or get another
       * version.
       * https://github.com/awslabs/amazon-eks-ami/releases
       */
      releaseVersion: text(
        /^1\.\d+\.\d+-\d{8}$/,
        "a release of the EKS image, like 1.35.2-20261110",
        "1.35.2-20261110",
      ).exactOptional(),
      diskGiB: whole(20, 1000, "GiB", 50).default(50),
    })
    .prefault({}),

  /**
   * Versions of the add-ons. Without one: the newest that goes with the cluster's version, asked in each run, so that
   * an update of something else may update the add-on too. `aws eks describe-addon-versions` knows them.
   */
  addons: z
    .strictObject({
      vpcCni: addonVersion("v1.21.1-eksbuild.1"),
      kubeProxy: addonVersion("v1.35.0-eksbuild.2"),
      coredns: addonVersion("v1.13.1-eksbuild.1"),
      podIdentityAgent: addonVersion("v1.3.10-eksbuild.2"),
    })
    .prefault({}),
});

/** The issuer's URL, of one with another scheme or none, or of the ARN that IAM gives its provider. */
function issuerUrl(given: string): string {
  const rest = given.trim().replace(/^(arn:[^/]*:oidc-provider\/|[a-z][a-z0-9+.-]*:\/\/)/i, "");
  return `https://${rest.replace(/\/+$/, "")}`;
}

/** The Kubernetes cluster that runs the API and the agent. */
const anyCluster = z.strictObject({
  /** Mode existing: required. Mode new: without it, pmp-cluster with `nameSuffix`; it can't be changed later. */
  name: text(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
    "an EKS cluster name: 1 to 100 letters, digits, - and _",
    "pmp-cluster",
  ).exactOptional(),
  /** `existing`: nothing of the cluster itself is changed. `new`: it is made, with its network. */
  mode: oneOf(["existing", "new"]),

  /** Mode new only. */
  new: newCluster.exactOptional(),

  /** Mode existing only: the cluster's OIDC issuer. Without it, it is read from EKS. */
  oidcIssuer: field(z.url({ protocol: /^https$/ }), {
    allowed: "the cluster's issuer URL, which begins with https://",
    example: "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
    meant: issuerUrl,
  }).exactOptional(),
  /** Mode existing only: text of a kubeconfig, or a path to one. Without it and kubeContext, EKS is asked. */
  kubeconfig: field(z.string().min(1), {
    allowed: "the text of a kubeconfig, or a path to one",
    example: "./kubeconfig",
    secret: true,
  }).exactOptional(),
  /** Mode existing only: a context of that kubeconfig, or of the user's own one. */
  kubeContext: text(/^.{1,253}$/, "the name of a context in the kubeconfig", "pmp-cluster").exactOptional(),
  /**
   * Mode existing only: a role to take for everything about the cluster, where it is in another account than the one
   * that gets the traces. Works with identity irsa.
   */
  roleArn: roleArn.exactOptional(),

  /** false where the account has an IAM OIDC provider for this issuer already (there can be only one). */
  createOidcProvider: yesNo(false).default(true),
  /**
   * false installs into the namespace `pmp-xray:namespace` that exists already: the stack neither labels nor deletes
   * it. Making a namespace, and labelling it for Pod Security "restricted", are rights on the whole cluster.
   */
  createNamespace: yesNo(false).default(true),
  /**
   * true where Container Insights' Fluent Bit sends the logs of pods to CloudWatch (/aws/containerinsights/NAME/application):
   * traces then lead to them. It is not installed by this program. For another group: chart.api.logGroups.
   */
  containerInsights: yesNo(true).default(false),
  /**
   * true lets `pulumi destroy` forget Kubernetes objects whose cluster can't be reached because it was deleted. It
   * has to be deployed before that; for one destroy, PULUMI_K8S_DELETE_UNREACHABLE=true does the same. With it, a
   * cluster that is just unreachable looks empty.
   */
  deleteUnreachable: yesNo(true).default(false),
});

/** The name is always checked, so that all problems of the section are reported at once. */
export const cluster = wanting(
  anyCluster.refine(({ mode, name }) => mode === "new" || name !== undefined, {
    path: ["name"],
    when: ({ value }) => typeof value === "object" && value !== null,
  }),
  ["name"],
);

/** What a new cluster is like, with defaults filled in. */
export type NewClusterSettings = z.output<typeof newCluster>;
/** Defaults of a new cluster. */
export const newClusterDefaults = (): NewClusterSettings => newCluster.parse({});
