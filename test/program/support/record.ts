import { fileURLToPath } from "node:url";
import { evaluate } from "../../../offline/evaluate.ts";
import type { StackName } from "../../../offline/stack-config.ts";

/**
 * Inputs whose change makes AWS or Kubernetes replace the resource instead of updating it ("forces replacement" in the
 * providers' documentation), by type. Types that are not here are replaced by nothing that this program sets.
 */
const REPLACED_BY: Readonly<Record<string, readonly string[]>> = {
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": ["alarmName"],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardName"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["name"],
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ["url"],
  "aws:autoscaling/group:Group": ["name"],
  "aws:cloudwatch/logGroup:LogGroup": ["name"],
  "aws:ec2/securityGroup:SecurityGroup": ["description", "vpcId"],
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": ["ecrRepositoryPrefix", "upstreamRegistryUrl"],
  "aws:ecs/cluster:Cluster": ["name"],
  "aws:ecs/service:Service": ["name", "cluster", "launchType", "propagateTags"],
  "aws:ecs/taskDefinition:TaskDefinition": ["family"],
  "aws:lb/loadBalancer:LoadBalancer": ["name", "internal", "loadBalancerType"],
  "aws:lb/targetGroup:TargetGroup": ["name", "port", "protocol", "targetType", "vpcId"],
  "aws:iam/policy:Policy": ["name", "description"],
  "aws:iam/role:Role": ["name"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["role", "policyArn"],
  "aws:sns/topic:Topic": ["name"],
  "aws:xray/group:Group": ["groupName"],
  "aws:xray/samplingRule:SamplingRule": ["ruleName"],
  "kubernetes:core/v1:Namespace": ["metadata"],
};

/** The file in which a stack's record is kept. */
export function recordFile(stack: StackName): string {
  return fileURLToPath(new URL(`../recorded/${stack}.json`, import.meta.url));
}

/** Every URN of a stack, with the inputs whose change would replace the resource. */
export async function record(stack: StackName): Promise<Record<string, Record<string, unknown>>> {
  const { resources } = await evaluate(stack);
  const entries = resources.map(({ urn, type, inputs }) => {
    const triggers = (REPLACED_BY[type] ?? [])
      .map((key) => [key, inputs[key]] as const)
      .filter(([, value]) => value !== undefined);
    return [urn, Object.fromEntries(triggers)] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function recordText(record: Record<string, Record<string, unknown>>): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
