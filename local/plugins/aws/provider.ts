import type * as provider from "@pulumi/pulumi/provider/index.js";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { isDeepStrictEqual } from "node:util";
import { hasUnknowns, plainProperties, typeOf, type Properties } from "../properties.ts";
import * as cloudwatch from "./cloudwatch.ts";
import * as ecs from "./ecs.ts";
import * as eks from "./eks.ts";
import * as events from "./events.ts";
import * as iam from "./iam.ts";
import * as logs from "./logs.ts";
import type { AnyResourceType } from "./resource.ts";
import * as sns from "./sns.ts";
import * as xray from "./xray.ts";
import * as xrayAccount from "./xray-account.ts";

/**
 * The types that the program creates on an existing Kubernetes cluster, with any settings, and those of a service on
 * ECS in an existing network without a load balancer. Others are rejected by name.
 */
export const resourceTypes: Readonly<Record<string, AnyResourceType>> = {
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": cloudwatch.compositeAlarm,
  "aws:cloudwatch/dashboard:Dashboard": cloudwatch.dashboard,
  "aws:cloudwatch/eventRule:EventRule": events.eventRule,
  "aws:cloudwatch/eventTarget:EventTarget": events.eventTarget,
  "aws:cloudwatch/logGroup:LogGroup": logs.logGroup,
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": logs.logResourcePolicy,
  "aws:cloudwatch/metricAlarm:MetricAlarm": cloudwatch.metricAlarm,
  "aws:cloudwatch/queryDefinition:QueryDefinition": logs.queryDefinition,
  "aws:ecs/cluster:Cluster": ecs.cluster,
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ecs.clusterCapacityProviders,
  "aws:ecs/service:Service": ecs.service,
  "aws:ecs/taskDefinition:TaskDefinition": ecs.taskDefinition,
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": eks.podIdentityAssociation,
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": iam.openIdConnectProvider,
  "aws:iam/policy:Policy": iam.policy,
  "aws:iam/role:Role": iam.role,
  "aws:iam/rolePolicy:RolePolicy": iam.rolePolicy,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": iam.rolePolicyAttachment,
  "aws:sns/topic:Topic": sns.topic,
  "aws:sns/topicPolicy:TopicPolicy": sns.topicPolicy,
  "aws:sns/topicSubscription:TopicSubscription": sns.topicSubscription,
  "aws:xray/encryptionConfig:EncryptionConfig": xrayAccount.encryptionConfig,
  "aws:xray/group:Group": xray.group,
  "aws:xray/indexingRule:IndexingRule": xrayAccount.indexingRule,
  "aws:xray/samplingRule:SamplingRule": xray.samplingRule,
  "aws:xray/traceSegmentDestination:TraceSegmentDestination": xrayAccount.traceSegmentDestination,
};

function lookUp(urn: string): AnyResourceType {
  const type = resourceTypes[typeOf(urn)];
  if (type === undefined) {
    const known = Object.keys(resourceTypes).join(", ");
    throw new Error(`the local AWS stand-in knows no ${typeOf(urn)}; it knows ${known}`);
  }
  return type;
}

/**
 * Replaces the official AWS plugin in the local cluster, where that plugin is not available: the real engine calls it
 * over the same protocol, and each operation is an AWS API call to the emulator. The program does not change.
 */
export class AwsProvider implements provider.Provider {
  readonly version: string;

  constructor(version: string) {
    this.version = version;
  }

  check(urn: string, _olds: unknown, news: unknown): Promise<provider.CheckResult> {
    const inputs = plainProperties(news);
    // During a preview some inputs are placeholders; they are checked once they are known.
    const failures = lookUp(urn)
      .check(inputs)
      .filter(({ property }) => !hasUnknowns(inputs[property.split(".")[0] ?? ""]));
    return Promise.resolve({ inputs: news, failures });
  }

  diff(_id: string, urn: string, olds: unknown, news: unknown): Promise<provider.DiffResult> {
    const type = lookUp(urn);
    const [before, after] = [plainProperties(olds), plainProperties(news)];
    const changed = type.inputNames.filter((name) => !isDeepStrictEqual(before[name], after[name]));
    return Promise.resolve({
      changes: changed.length > 0,
      replaces: changed.filter((name) => type.replaceOn.includes(name)),
      // Names in AWS are unique: the old one must go first.
      deleteBeforeReplace: !type.createFirst,
    });
  }

  async create(urn: string, inputs: unknown): Promise<provider.CreateResult> {
    const values = plainProperties(inputs);
    const { id, outputs } = await lookUp(urn).create(values);
    return { id, outs: { ...values, ...outputs } };
  }

  /** An empty id means that the resource no longer exists. */
  async read(id: string, urn: string, props: unknown): Promise<provider.ReadResult> {
    const found = await lookUp(urn).read(id, plainProperties(props));
    return found === undefined ? { id: "", props: {} } : { id, props: found };
  }

  async update(id: string, urn: string, olds: unknown, news: unknown): Promise<provider.UpdateResult> {
    const type = lookUp(urn);
    const [before, values] = [plainProperties(olds), plainProperties(news)];
    const outputs = await type.update(id, values, before);
    // A removed input must not stay in the state, or every later run would see a change.
    const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !type.inputNames.includes(name)));
    return { outs: { ...kept, ...values, ...outputs } };
  }

  async delete(id: string, urn: string): Promise<void> {
    await lookUp(urn).delete(id);
  }

  async invoke(token: string, inputs: unknown = {}): Promise<provider.InvokeResult> {
    return { outputs: await invoke(token, plainProperties(inputs)) };
  }
}

async function invoke(token: string, inputs: Properties): Promise<Properties> {
  const region = process.env.AWS_REGION ?? "us-east-1";
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity": {
      const identity = await new STSClient({}).send(new GetCallerIdentityCommand({}));
      return { id: identity.Account, accountId: identity.Account, arn: identity.Arn, userId: identity.UserId };
    }
    case "aws:index/getPartition:getPartition":
      return { id: "aws", partition: "aws", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
    case "aws:index/getRegion:getRegion":
      return { id: region, name: region, region, description: region, endpoint: `ec2.${region}.amazonaws.com` };
    case "aws:cloudwatch/getLogGroups:getLogGroups":
      return logs.getLogGroups(String(inputs.logGroupNamePrefix));
    case "aws:cloudwatch/getLogGroup:getLogGroup":
      return logs.getLogGroup(String(inputs.name));
    case "aws:eks/getCluster:getCluster":
      return eks.getCluster(String(inputs.name));
    default:
      throw new Error(
        `the local AWS stand-in knows no function ${token}; ` +
          "it knows getCallerIdentity, getCluster, getLogGroup, getLogGroups, getPartition and getRegion",
      );
  }
}
