import { record } from "../policy/kit/read.ts";
import { endpointService } from "./endpoint-services.ts";
import { givenNetwork } from "./given-network.ts";
import type { MockAccount } from "./mock-account.ts";
import { availabilityZones } from "./zones.ts";

type Inputs = Readonly<Record<string, unknown>>;

/** The id that AWS gives: rules and groups are known by their own. */
export function idOf(type: string, name: string, inputs: Inputs): string {
  return type === "aws:xray/samplingRule:SamplingRule" ? String(inputs.ruleName) : `${name}-id`;
}

/** Outputs that AWS computes for a resource, as far as the program reads them. */
export function outputsOf(type: string, name: string, inputs: Inputs, account: MockAccount): Inputs {
  const arn = (service: string, resource: string, region = account.region) => ({
    arn: `arn:${account.partition}:${service}:${region}:${account.accountId}:${resource}`,
  });
  switch (type) {
    case "aws:iam/policy:Policy":
      return arn("iam", `policy/${String(inputs.name)}`, "");
    case "aws:iam/role:Role": {
      // AWS generates a name for a role without one.
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
    case "aws:ecs/cluster:Cluster":
      return arn("ecs", `cluster/${String(inputs.name)}`);
    case "aws:ecs/taskDefinition:TaskDefinition":
      return { revision: 1, ...arn("ecs", `task-definition/${String(inputs.family)}:1`) };
    case "aws:lb/targetGroup:TargetGroup":
      return arn("elasticloadbalancing", `targetgroup/${String(inputs.name)}/0123456789abcdef`);
    case "aws:lb/loadBalancer:LoadBalancer":
      return {
        dnsName: `internal-${String(inputs.name)}-1234567890.${account.region}.elb.amazonaws.com`,
        ...arn("elasticloadbalancing", `loadbalancer/app/${String(inputs.name)}/0123456789abcdef`),
      };
    case "aws:lb/listener:Listener":
      return arn("elasticloadbalancing", `listener/app/${name}/0123456789abcdef/0123456789abcdef`);
    case "aws:iam/instanceProfile:InstanceProfile":
      return arn("iam", `instance-profile/${name}`, "");
    case "aws:autoscaling/group:Group":
      return arn("autoscaling", `autoScalingGroup:11111111-2222-3333-4444-555555555555:autoScalingGroupName/${name}`);
    case "aws:ec2/launchTemplate:LaunchTemplate":
      return { latestVersion: 7 };
    case "aws:ec2/eip:Eip":
      return { allocationId: `${name}-allocation` };
    case "aws:eks/cluster:Cluster":
      return {
        ...arn("eks", `cluster/${String(inputs.name)}`),
        endpoint: endpointOf(account),
        certificateAuthority: { data: CERTIFICATE_AUTHORITY },
        identities: [{ oidcs: [{ issuer: account.issuer }] }],
        // EKS makes this group for the cluster and its nodes.
        vpcConfig: { ...record(inputs.vpcConfig), clusterSecurityGroupId: `${name}-security-group` },
      };
    default:
      return {};
  }
}

const CERTIFICATE_AUTHORITY = "Q0E=";

function endpointOf({ region }: MockAccount): string {
  return `https://0123456789ABCDEF.gr7.${region}.eks.amazonaws.com`;
}

/** The result of a provider's function. A function that is not listed fails the test. */
export function answer(token: string, inputs: Inputs, account: MockAccount): Record<string, unknown> {
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return {
        accountId: account.accountId,
        arn: `arn:${account.partition}:sts::${account.accountId}:assumed-role/deployer/ci`,
      };
    case "aws:index/getPartition:getPartition":
      return {
        partition: account.partition,
        dnsSuffix: account.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
      };
    case "aws:index/getRegion:getRegion":
      return { region: account.region };
    case "aws:cloudwatch/getLogGroups:getLogGroups":
      return { logGroupNames: account.spans === undefined ? [] : ["aws/spans", "aws/spans-of-another"] };
    case "aws:cloudwatch/getLogGroup:getLogGroup":
      return { name: inputs.name, ...account.spans };
    case "aws:ec2/getSubnet:getSubnet":
    case "aws:ec2/getRouteTables:getRouteTables":
    case "aws:ec2/getRouteTable:getRouteTable":
    case "aws:ec2/getVpcEndpoint:getVpcEndpoint":
      return givenNetwork(account, token, inputs);
    case "aws:ec2/getVpcEndpointService:getVpcEndpointService":
      return endpointService(account, inputs);
    case "aws:index/getAvailabilityZones:getAvailabilityZones":
      return availabilityZones(account.region, inputs);
    case "aws:eks/getAddonVersion:getAddonVersion":
      return { version: `v${String(inputs.kubernetesVersion)}.4-eksbuild.${inputs.mostRecent === true ? 9 : 1}` };
    case "aws:ecs/getCluster:getCluster":
      return {
        clusterName: inputs.clusterName,
        status: "ACTIVE",
        arn: `arn:${account.partition}:ecs:${account.region}:${account.accountId}:cluster/${String(inputs.clusterName)}`,
      };
    case "aws:eks/getCluster:getCluster":
      return {
        name: inputs.name,
        endpoint: endpointOf(account),
        certificateAuthorities: [{ data: CERTIFICATE_AUTHORITY }],
        identities: [{ oidcs: [{ issuer: account.issuer }] }],
      };
    default:
      throw new Error(`the program calls ${token}, which offline/provider-answers.ts does not list`);
  }
}
