import { record } from "../policy/kit/read.ts";
import { endpointService } from "./endpoint-services.ts";
import { availabilityZones } from "./zones.ts";

/** The AWS account and the EKS cluster that the mocked providers tell of. */
export interface World {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** OIDC issuer of the cluster in EKS. */
  readonly issuer: string;
  /** The log group of the spans, as soon as X-Ray has made it; 0 days are for ever. Default: there is none. */
  readonly spans?: { readonly retentionInDays: number };
}

export const WORLD: World = {
  accountId: "123456789012",
  partition: "aws",
  region: "us-east-1",
  issuer: "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
};

type Inputs = Readonly<Record<string, unknown>>;

/** The id that AWS gives: rules and groups are known by their own. */
export function idOf(type: string, name: string, inputs: Inputs): string {
  return type === "aws:xray/samplingRule:SamplingRule" ? String(inputs.ruleName) : `${name}-id`;
}

/** What AWS works out for a resource, as far as the program reads it. */
export function outputsOf(type: string, name: string, inputs: Inputs, world: World): Inputs {
  const arn = (service: string, resource: string, region = world.region) => ({
    arn: `arn:${world.partition}:${service}:${region}:${world.accountId}:${resource}`,
  });
  switch (type) {
    case "aws:iam/policy:Policy":
      return arn("iam", `policy/${String(inputs.name)}`, "");
    case "aws:iam/role:Role": {
      // AWS makes up a name for a role without one.
      const roleName = typeof inputs.name === "string" ? inputs.name : `${name}-name`;
      return { name: roleName, ...arn("iam", `role/${roleName}`, "") };
    }
    case "aws:iam/openIdConnectProvider:OpenIdConnectProvider":
      return arn("iam", `oidc-provider/${String(inputs.url).replace("https://", "")}`, "");
    case "aws:sns/topic:Topic":
      return arn("sns", String(inputs.name));
    case "aws:cloudwatch/metricAlarm:MetricAlarm":
      return arn("cloudwatch", `alarm:${String(inputs.name)}`);
    case "aws:cloudwatch/compositeAlarm:CompositeAlarm":
      return arn("cloudwatch", `alarm:${String(inputs.alarmName)}`);
    case "aws:cloudwatch/eventRule:EventRule":
      return arn("events", `rule/${String(inputs.name)}`);
    case "aws:kms/key:Key":
      return { keyId: `${name}-key`, ...arn("kms", `key/${name}`) };
    case "aws:ec2/launchTemplate:LaunchTemplate":
      return { latestVersion: 7 };
    case "aws:ec2/eip:Eip":
      return { allocationId: `${name}-allocation` };
    case "aws:eks/cluster:Cluster":
      return {
        ...arn("eks", `cluster/${String(inputs.name)}`),
        endpoint: endpointOf(world),
        certificateAuthority: { data: CERTIFICATE_AUTHORITY },
        identities: [{ oidcs: [{ issuer: world.issuer }] }],
        // EKS makes this group for the cluster and its nodes.
        vpcConfig: { ...record(inputs.vpcConfig), clusterSecurityGroupId: `${name}-security-group` },
      };
    default:
      return {};
  }
}

const CERTIFICATE_AUTHORITY = "Q0E=";

function endpointOf({ region }: World): string {
  return `https://0123456789ABCDEF.gr7.${region}.eks.amazonaws.com`;
}

/** What a provider's function answers. A function that isn't here fails the test. */
export function answer(token: string, inputs: Inputs, world: World): Record<string, unknown> {
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return {
        accountId: world.accountId,
        arn: `arn:${world.partition}:sts::${world.accountId}:assumed-role/deployer/ci`,
      };
    case "aws:index/getPartition:getPartition":
      return {
        partition: world.partition,
        dnsSuffix: world.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
      };
    case "aws:index/getRegion:getRegion":
      return { region: world.region };
    case "aws:cloudwatch/getLogGroups:getLogGroups":
      return { logGroupNames: world.spans === undefined ? [] : ["aws/spans", "aws/spans-of-another"] };
    case "aws:cloudwatch/getLogGroup:getLogGroup":
      return { name: inputs.name, ...world.spans };
    case "aws:ec2/getVpcEndpointService:getVpcEndpointService":
      return endpointService(world, inputs);
    case "aws:index/getAvailabilityZones:getAvailabilityZones":
      return availabilityZones(world.region, inputs);
    case "aws:eks/getAddonVersion:getAddonVersion":
      return { version: `v${String(inputs.kubernetesVersion)}.4-eksbuild.${inputs.mostRecent === true ? 9 : 1}` };
    case "aws:eks/getCluster:getCluster":
      return {
        name: inputs.name,
        endpoint: endpointOf(world),
        certificateAuthorities: [{ data: CERTIFICATE_AUTHORITY }],
        identities: [{ oidcs: [{ issuer: world.issuer }] }],
      };
    default:
      throw new Error(`the program calls ${token}, which no test knows`);
  }
}
