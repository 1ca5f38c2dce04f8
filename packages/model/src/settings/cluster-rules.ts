import { show } from "@pmp/sampling";
import type { Problem } from "./problem.ts";
import { imageOrigin, inOwnEcr } from "./registries.ts";
import type { Settings } from "./schema.ts";

type Parsed = Partial<Settings>;
type NewCluster = NonNullable<Settings["cluster"]["new"]>;
type Image = Settings["agent"]["image"];

function problem(path: string, value: unknown, allowed: string, fix: string): Problem {
  return { path: `pmp-xray:${path}`, value: show(value), allowed, fix };
}

const remove = (path: string) => `pulumi config rm --path 'pmp-xray:${path}'`;
const set = (path: string, value: string) => `pulumi config set --path 'pmp-xray:${path}' ${value}`;

/**
 * Rules for a new cluster that involve more than one key.
 *
 * @param region the stack's, if its file sets it
 */
export function newClusterProblems(settings: Parsed, region: string | undefined): Problem[] {
  const { cluster, identity } = settings;
  if (cluster === undefined) return [];
  return [
    ...adminProblems(cluster.new?.admins ?? []),
    ...(cluster.new === undefined ? [] : nodeProblems(cluster.new)),
    ...(cluster.new?.network.natGateways === "none" ? mirrorProblems(settings, region) : []),
    ...oidcProblems(cluster.createOidcProvider, identity),
  ];
}

/**
 * EKS has one access entry per principal. The last one comes first, so that the commands work in the order of the
 * message.
 */
function adminProblems(admins: readonly string[]): Problem[] {
  return [...admins.entries()]
    .filter(([index, arn]) => admins.indexOf(arn) < index)
    .reverse()
    .map(([index, arn]) => {
      const path = `cluster.new.admins[${index}]`;
      return problem(path, arn, "each role and each user once", remove(path));
    });
}

function nodeProblems({ nodes, version }: NewCluster): Problem[] {
  const problems: Problem[] = [];
  if (nodes.min > nodes.max) {
    const allowed = `at least nodes.min, which is ${nodes.min}`;
    problems.push(
      problem("cluster.new.nodes.max", nodes.max, allowed, set("cluster.new.nodes.max", String(nodes.min))),
    );
  }
  // AWS's own Graviton processors have a g after the generation: m7g, c8gn, t4g.
  const built = /^[a-z]+[0-9]+[a-z]*g/.test(nodes.instanceType ?? "") ? "arm64" : "amd64";
  if (nodes.instanceType !== undefined && built !== nodes.architecture) {
    const allowed = `a type for ${nodes.architecture}`;
    const fix = set("cluster.new.nodes.architecture", `'${built}'`);
    problems.push(problem("cluster.new.nodes.instanceType", nodes.instanceType, allowed, fix));
  }
  if (nodes.releaseVersion !== undefined && !nodes.releaseVersion.startsWith(`${version}.`)) {
    const path = "cluster.new.nodes.releaseVersion";
    problems.push(problem(path, nodes.releaseVersion, `a release of ${version}, the cluster's version`, remove(path)));
  }
  return problems;
}

/**
 * Without internet access, only ECR in the stack's own region can be pulled from, the only one that the VPC's endpoints
 * serve. The agent's default image is on public.ecr.aws, which has no endpoint.
 *
 * @param mirrored whether the agent's default image is in a mirror
 */
export function mirrorProblems({ agent, api }: Parsed, region = "us-east-1", mirrored = false): Problem[] {
  const one = (section: string, image: Image, name: string): Problem[] => {
    const path = `${section}.image.repository`;
    const origin = image === undefined ? "internet" : imageOrigin(image.repository, region);
    if (origin === "ownEcr" || origin === "other") return [];
    if (image !== undefined && origin === "otherEcr") {
      const allowed = `an image in ECR of ${region}, with natGateways none: the VPC's endpoints reach no other region`;
      return [problem(path, image.repository, allowed, set(path, `'${inOwnEcr(image.repository, region)}'`))];
    }
    const allowed = "an image in a registry inside the VPC, with natGateways none";
    // The chart's default version if the stack sets none.
    const tag = image === undefined ? [set(`${section}.image.tag`, "'3.6.6'")] : [];
    const fix = [set(path, `'${inOwnEcr(name, region)}'`), ...tag].join(" && ");
    return [problem(`${section}.image`, image, allowed, fix)];
  };
  return [
    ...(agent === undefined || (mirrored && agent.image === undefined)
      ? []
      : one("agent", agent.image, "aws-xray-daemon")),
    ...(api === undefined ? [] : one("api", api.image, "pmp-api")),
  ];
}

/** Without an OIDC provider the agent's role can't be assumed. */
function oidcProblems(createOidcProvider: boolean, identity: Parsed["identity"]): Problem[] {
  if (createOidcProvider || identity !== "irsa") return [];
  const allowed = "true, with mode new and identity irsa: a cluster that doesn't exist yet has no OIDC provider";
  return [problem("cluster.createOidcProvider", false, allowed, set("cluster.createOidcProvider", "true"))];
}
