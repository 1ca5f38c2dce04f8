import { mirrorProblems } from "./cluster-rules.ts";
import { show } from "@pmp/sampling";
import type { Problem } from "./problem.ts";
import { imageOrigin, inOwnEcr } from "./registries.ts";
import type { Settings } from "./schema.ts";

type Parsed = Partial<Settings>;
type Ecs = Settings["ecs"];

/** Variables of the API's container that the program sets itself, and the setting to use instead; null: there is none. */
export const ECS_OWN_VARIABLES: ReadonlyMap<string, string | null> = new Map([
  ["AWS_REGION", "aws:region"],
  ["AWS_XRAY_CONTEXT_MISSING", null],
  ["AWS_XRAY_DAEMON_ADDRESS", null],
  ["NODE_ENV", "pmp-xray:stage"],
  ["OTEL_RESOURCE_ATTRIBUTES", null],
  ["OTEL_SERVICE_NAME", "pmp-xray:api.serviceName"],
  ["PMP_PROPAGATE_TO", "pmp-xray:api.propagateTo"],
  ["PMP_SAMPLING_PLAN", "pmp-xray:sampling"],
  ["PMP_TRUST_SAMPLED", "pmp-xray:sampling.trustSampled"],
  ["PORT", "pmp-xray:ecs.port"],
]);
/** The same, where sampling.capturePerSecond is above 0: without it they are the user's. */
const CAPTURE_VARIABLES: ReadonlyMap<string, string | null> = new Map(
  ["PMP_CAPTURE", "PMP_CAPTURE_PER_SECOND"].map((name) => [name, "pmp-xray:sampling.capturePerSecond"]),
);

function problem(path: string, value: unknown, allowed: string, fix: string): Problem {
  return { path: `pmp-xray:${path}`, value: show(value), allowed, fix };
}

const remove = (path: string) => `pulumi config rm --path 'pmp-xray:${path}'`;
const set = (path: string, value: string) => `pulumi config set --path 'pmp-xray:${path}' ${value}`;
/** A setting that has no meaning beside another one. */
const unused = (path: string, value: unknown, because: string) =>
  problem(path, value, `nothing, ${because}`, remove(path));

/**
 * Rules between settings of a stack on ECS. What a task definition itself may say is checked in
 * packages/model/src/ecs.
 *
 * @param region the stack's, if its file sets it
 */
export function ecsProblems(settings: Parsed, region: string | undefined): Problem[] {
  if (settings.platform !== "ecs") return [];
  const { ecs } = settings;
  return [
    ...agentProblems(settings),
    ...(ecs === undefined
      ? []
      : [
          ...clusterProblems(ecs),
          ...networkProblems(ecs),
          ...instanceProblems(ecs),
          ...imageProblems(settings, ecs, region),
          ...loadBalancerProblems(ecs),
          ...variableProblems(ecs, (settings.sampling?.capturePerSecond ?? 0) > 0),
        ]),
  ];
}

function agentProblems({ agent }: Parsed): Problem[] {
  const problems: Problem[] = [];
  if (agent?.projectToken) {
    const allowed = "false, with platform ecs: ECS gives the task its role";
    problems.push(problem("agent.projectToken", true, allowed, remove("agent.projectToken")));
  }
  if (agent?.endpoint !== undefined && agent.kind === "xrayDaemon") {
    const allowed = "nothing, with platform ecs and kind xrayDaemon: the daemon reads an endpoint from a file only";
    problems.push(problem("agent.endpoint", agent.endpoint, allowed, set("agent.kind", "'otelCollector'")));
  }
  return problems;
}

function clusterProblems({ cluster }: Ecs): Problem[] {
  if (cluster.mode === "new" || cluster.containerInsights === undefined) return [];
  return [unused("ecs.cluster.containerInsights", cluster.containerInsights, "with mode existing")];
}

function networkProblems({ network, launchType }: Ecs): Problem[] {
  if (network.mode === "existing") {
    const onInstances = "with launchType EC2: ECS gives a public address to tasks on Fargate only";
    return [
      ...(network.new === undefined ? [] : [unused("ecs.network.new", network.new, "with mode existing")]),
      ...(network.assignPublicIp && launchType === "EC2"
        ? [unused("ecs.network.assignPublicIp", true, onInstances)]
        : []),
    ];
  }
  const made = "with mode new: the program makes it";
  return [
    ...(["vpcId", "subnetIds"] as const)
      .filter((key) => network[key] !== undefined)
      .map((key) => unused(`ecs.network.${key}`, network[key], made)),
    ...(network.securityGroupIds.length > 0
      ? [unused("ecs.network.securityGroupIds", network.securityGroupIds, made)]
      : []),
    ...(network.assignPublicIp
      ? [unused("ecs.network.assignPublicIp", true, "with mode new: subnets are private")]
      : []),
    ...(network.checkWayOut ? [] : [unused("ecs.network.checkWayOut", false, made)]),
  ];
}

function instanceProblems({ launchType, cluster, capacityProvider, instances, architecture }: Ecs): Problem[] {
  if (launchType === "FARGATE") {
    return [
      ...(capacityProvider === undefined
        ? []
        : [unused("ecs.capacityProvider", capacityProvider, "with launchType FARGATE")]),
      ...(instances === undefined ? [] : [unused("ecs.instances", instances, "with launchType FARGATE")]),
    ];
  }
  const problems: Problem[] = [];
  if (cluster.mode === "new" && capacityProvider !== undefined) {
    const why = "with a new cluster: the program makes one";
    problems.push(unused("ecs.capacityProvider", capacityProvider, why));
  }
  if (instances === undefined) return problems;
  if (cluster.mode === "existing")
    return [unused("ecs.instances", instances, "with an existing cluster, which has its own")];
  if (instances.min > instances.max) {
    const allowed = `at least instances.min, which is ${instances.min}`;
    const path = "ecs.instances.max";
    problems.push(problem(path, instances.max, allowed, set(path, String(Math.max(1, instances.min)))));
  }
  // AWS's own Graviton processors have a g after the generation: m7g, c8gn, t4g.
  const built = /^[a-z]+[0-9]+[a-z]*g/.test(instances.instanceType ?? "") ? "arm64" : "amd64";
  if (instances.instanceType !== undefined && built !== architecture) {
    const fix = set("ecs.architecture", `'${built}'`);
    const path = "ecs.instances.instanceType";
    problems.push(problem(path, instances.instanceType, `a type for ${architecture}`, fix));
  }
  return problems;
}

function imageProblems(
  settings: Parsed,
  { network, mirror, pullThroughCache, containers }: Ecs,
  region: string | undefined,
): Problem[] {
  if (mirror !== undefined && pullThroughCache) {
    const allowed = "false, with ecs.mirror, which is where the images are";
    return [problem("ecs.pullThroughCache", true, allowed, remove("ecs.pullThroughCache"))];
  }
  if (network.new?.natGateways !== "none") return [];
  return [
    ...mirrorProblems(settings, region, mirror !== undefined || pullThroughCache),
    ...containers.flatMap(({ image }, index) => containerImageProblems(image, index, region)),
  ];
}

/** The settings' further containers have no way out either. */
function containerImageProblems(image: unknown, index: number, region = "us-east-1"): Problem[] {
  if (typeof image !== "string" || !["otherEcr", "internet"].includes(imageOrigin(image, region))) return [];
  const path = `ecs.containers[${index}].image`;
  const allowed = `an image in ECR of ${region} or in a registry inside the VPC, with natGateways none`;
  return [problem(path, image, allowed, set(path, `'${inOwnEcr(image, region)}'`))];
}

function loadBalancerProblems({ loadBalancer, network }: Ecs): Problem[] {
  if (loadBalancer === undefined) return [];
  const { targetGroupArn, scheme, certificateArn, subnetIds, allowedCidrs } = loadBalancer;
  const path = (key: string) => `ecs.loadBalancer.${key}`;
  if (targetGroupArn !== undefined) {
    const why = "with targetGroupArn: the load balancer is there";
    return [
      ...(scheme === undefined ? [] : [unused(path("scheme"), scheme, why)]),
      ...(certificateArn === undefined ? [] : [unused(path("certificateArn"), certificateArn, why)]),
      ...(subnetIds === undefined ? [] : [unused(path("subnetIds"), subnetIds, why)]),
      ...(allowedCidrs.length === 0 ? [] : [unused(path("allowedCidrs"), allowedCidrs, why)]),
    ];
  }
  const problems: Problem[] = [];
  if (scheme === "internetFacing" && certificateArn === undefined) {
    const allowed = "a certificate, with scheme internetFacing: over the internet there is HTTPS only";
    problems.push(problem(path("certificateArn"), undefined, allowed, set(path("scheme"), "'internal'")));
  }
  if (network.mode === "new" && subnetIds !== undefined) {
    problems.push(unused(path("subnetIds"), subnetIds, "with a new network, which has subnets for it"));
  }
  const fewest = subnetIds ?? (network.mode === "existing" ? network.subnetIds : undefined);
  if (network.mode === "existing" && fewest !== undefined && fewest.length < 2) {
    const allowed = "two subnets or more, in two zones: an Application Load Balancer needs them";
    const fix = set(path("subnetIds"), `'["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]'`);
    problems.push(problem(path("subnetIds"), subnetIds, allowed, fix));
  }
  return problems;
}

function variableProblems({ environment, secrets }: Ecs, captures: boolean): Problem[] {
  return (["environment", "secrets"] as const).flatMap((section) =>
    Object.entries(section === "environment" ? environment : secrets).flatMap(([name, value]) => {
      const path = `ecs.${section}.${name}`;
      const instead = ECS_OWN_VARIABLES.get(name) ?? (captures ? CAPTURE_VARIABLES.get(name) : undefined);
      if (instead !== undefined) {
        const by = instead === null ? "" : `, from ${instead}`;
        return [problem(path, value, `nothing: the program sets this variable itself${by}`, remove(path))];
      }
      if (section === "environment" && Object.hasOwn(secrets, name)) {
        return [problem(path, value, `nothing, with ecs.secrets.${name}: a variable has one value`, remove(path))];
      }
      return [];
    }),
  );
}
