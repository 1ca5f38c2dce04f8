import { printPath } from "../stack/paths.ts";
import { show } from "@pmp/sampling";
import type { Problem } from "./problem.ts";
import type { Settings } from "./schema.ts";

/**
 * Beginnings of regions that are not in the partition aws.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
const PARTITIONS: readonly (readonly [string, string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["eusc-", "aws-eusc"],
  ["us-isob-", "aws-iso-b"],
  ["us-iso-", "aws-iso"],
];

const SOME_KEY = "11111111-2222-3333-4444-555555555555";

/**
 * Finds ARNs of another region or partition than the stack's, ARNs that CloudWatch, X-Ray or IAM reject only during
 * deployment or that lose messages, and an issuer that IAM and pod tokens would write differently.
 */
export function placeProblems(
  { alarms, account, iam, agent, cluster, ecs, chart }: Partial<Settings>,
  region: string | undefined,
): Problem[] {
  const check = (path: string, arn: string | undefined, right: (parts: Arn) => Arn): Problem[] => {
    if (arn === undefined) return [];
    return misplaced(`pmp-xray:${path}`, arn, join(right(inPartition(split(arn), region))), region);
  };
  const here = (arn: Arn): Arn => ({ ...arn, region: region ?? arn.region });
  const topic = (arn: Arn): Arn => ({
    ...here(arn),
    resource: arn.resource.replace(/:.*$/, "").replace(/\.fifo$/, ""),
  });
  const key = (arn: Arn): Arn => ({
    ...here(arn),
    resource: arn.resource.replace(/^key\/alias\/.*$/, `key/${SOME_KEY}`),
  });
  const anywhere = (arn: Arn): Arn => arn;
  return [
    ...check("alarms.topicArn", alarms?.topicArn, topic),
    ...check("alarms.pagingTopicArn", alarms?.pagingTopicArn, topic),
    ...check("account.encryptionKeyArn", account?.encryptionKeyArn, key),
    ...check("iam.permissionsBoundary", iam?.permissionsBoundary, anywhere),
    ...check("agent.assumeRoleArn", agent?.assumeRoleArn, anywhere),
    ...check("cluster.roleArn", cluster?.roleArn, anywhere),
    ...(cluster?.new?.admins ?? []).flatMap((admin, index) => check(`cluster.new.admins[${index}]`, admin, anywhere)),
    ...check("ecs.secretsKeyArn", ecs?.secretsKeyArn, key),
    ...check("ecs.logs.kmsKeyArn", ecs?.logs.kmsKeyArn, key),
    ...check("ecs.loadBalancer.targetGroupArn", ecs?.loadBalancer?.targetGroupArn, here),
    ...check("ecs.loadBalancer.certificateArn", ecs?.loadBalancer?.certificateArn, here),
    ...Object.entries(ecs?.secrets ?? {}).flatMap(([name, arn]) => check(`ecs.secrets.${name}`, arn, here)),
    ...issuerProblems(cluster?.oidcIssuer),
    ...(region === undefined ? [] : chartProblems(chart ?? {}, region)),
  ];
}

function misplaced(path: string, given: string, mended: string, region: string | undefined): Problem[] {
  if (mended === given) return [];
  const allowed = region === undefined ? `an ARN like ${mended}` : `an ARN for the region ${region}, like ${mended}`;
  return [{ path, value: show(given), allowed, fix: `pulumi config set --path '${path}' '${mended}'` }];
}

/** An ARN in a text, such as one of the certificates of an Ingress, which are a list with commas. */
const ARN_IN_TEXT = /arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:[^\s,"']+/g;

/** Variables of the API may name anything anywhere; the rest is set by the program, and refused for that. */
const NOT_JUDGED = ["api.env", "agent.identity", "agent.assumeRoleArn"];

/**
 * ARNs in the chart's values, mostly in annotations: a load balancer accepts certificates, firewalls and buckets of its
 * own region only, and rejects others only after the Ingress was created.
 */
function chartProblems(chart: Settings["chart"], region: string): Problem[] {
  const below = (value: unknown, path: readonly PropertyKey[]): Problem[] => {
    if (NOT_JUDGED.includes(path.join("."))) return [];
    if (typeof value === "string") {
      const mended = value.replace(ARN_IN_TEXT, (text) => {
        const arn = inPartition(split(text), region);
        return join({ ...arn, region: arn.region === "" ? "" : region });
      });
      return misplaced(printPath(["pmp-xray:chart", ...path]), value, mended, region);
    }
    if (Array.isArray(value)) return value.flatMap((item: unknown, index) => below(item, [...path, index]));
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, member]) => below(member, [...path, key]));
  };
  return below(chart, []);
}

interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

function split(arn: string): Arn {
  const [, partition = "", service = "", region = "", account = "", ...rest] = arn.split(":");
  return { partition, service, region, account, resource: rest.join(":") };
}

function join({ partition, service, region, account, resource }: Arn): string {
  return ["arn", partition, service, region, account, resource].join(":");
}

function inPartition(arn: Arn, region: string | undefined): Arn {
  if (region === undefined) return arn;
  return { ...arn, partition: PARTITIONS.find(([start]) => region.startsWith(start))?.[1] ?? "aws" };
}

/**
 * IAM compares an issuer as text, and a pod's token has it without a slash at the end and with the host in lower case.
 */
function issuerProblems(issuer: string | undefined): Problem[] {
  if (issuer === undefined) return [];
  const mended = issuer.replace(/\/+$/, "").replace(/^[^/]+\/\/[^/]+/, (origin) => origin.toLowerCase());
  if (mended === issuer) return [];
  const path = "pmp-xray:cluster.oidcIssuer";
  return [
    {
      path,
      value: show(issuer),
      allowed: "the issuer as the cluster's tokens have it: no slash at the end, its host in lower case",
      fix: `pulumi config set --path '${path}' '${mended}'`,
    },
  ];
}
