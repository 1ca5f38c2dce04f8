import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeQueryDefinitionsCommand,
  DescribeResourcePoliciesCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribePodIdentityAssociationCommand,
  EKSClient,
  ListPodIdentityAssociationsCommand,
} from "@aws-sdk/client-eks";
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { CreatePolicyCommand, GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetTopicAttributesCommand, ListSubscriptionsCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  GetEncryptionConfigCommand,
  GetGroupCommand,
  GetIndexingRulesCommand,
  GetTraceSegmentDestinationCommand,
  XRayClient,
} from "@aws-sdk/client-xray";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { clientConfig } from "../../local/aws.ts";
import { engineEnv, openStack, up } from "../../local/stack/stack.ts";
import { EngineAws } from "./support/engine-aws.ts";
import { operations } from "./support/engine-events.ts";
import { startEngineSetup, type EngineSetup } from "./support/engine-setup.ts";
import { repository } from "./support/npm.ts";
import { setEnv } from "../support/env.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:pmp-tracing-alarms";
const AGENT = "arn:aws:iam::123456789012:role/pmp-xray-daemon";
const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";
const RECEIVER = "arn:aws:iam::210987654321:role/pmp-xray-receiver";

/** Every switch that works on a cluster that exists. EKS is asked for the cluster, because the settings don't say. */
const SWITCHES = {
  "pmp-xray:cluster": { name: "pmp-cluster", mode: "existing" },
  "pmp-xray:identity": "podIdentity",
  "pmp-xray:groups": { insights: true, insightsNotifications: true },
  "pmp-xray:iam": { permissionsBoundary: BOUNDARY },
  "pmp-xray:account": { encryptionKeyArn: KEY, transactionSearch: { indexingPercent: 5, retentionDays: 14 } },
};

describe("the program with every switch on, under the real engine, against the AWS emulator", function () {
  // Each operation is several processes; on a machine that must compile the tools first, that comes on top.
  this.timeout(600_000);
  let setup: EngineSetup;
  let restoreEnv = (): void => undefined;
  let config: ReturnType<typeof clientConfig>;
  const paths = () => setup.target.paths;

  before("engine, emulator, and a cluster in its EKS", async function () {
    this.timeout(75 * 60_000);
    setup = await startEngineSetup();
    // The program runs in this process, and sets the retention of the spans by AWS's SDK itself.
    restoreEnv = setEnv(setup.target.awsEnv);
    config = clientConfig(setup.endpoint);
    const subnetIds = ["subnet-1", "subnet-2"];
    const roleArn = "arn:aws:iam::123456789012:role/cluster";
    await new EKSClient(config).send(
      new CreateClusterCommand({ name: "pmp-cluster", roleArn, resourcesVpcConfig: { subnetIds } }),
    );
    // X-Ray makes this log group when it is told to send spans there; the emulator doesn't.
    await new CloudWatchLogsClient(config).send(new CreateLogGroupCommand({ logGroupName: "aws/spans" }));
    const Statement = [{ Effect: "Allow", Action: ["xray:Put*", "sts:AssumeRole"], Resource: "*" }];
    await new IAMClient(config).send(
      new CreatePolicyCommand({
        PolicyName: "boundary",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
      }),
    );
    const plugins = join(paths().pulumi, "plugins");
    mkdirSync(plugins, { recursive: true });
    const stub = join(import.meta.dirname, "support", "aws-stub.mjs");
    writeFileSync(join(plugins, "aws"), `#!/bin/sh\nexec '${process.execPath}' '${stub}' "$@"\n`, { mode: 0o755 });
  });

  after(async () => {
    restoreEnv();
    await setup.stop();
  });

  async function open(change: Readonly<Record<string, unknown>> = {}): Promise<Stack> {
    const file = parse(readFileSync(join(repository, "Pulumi.local.yaml"), "utf8")) as {
      config: Record<string, Record<string, unknown>>;
    };
    const changed = {
      ...file.config,
      ...SWITCHES,
      // EKS mounts the token, where the local stack has the chart do it.
      "pmp-xray:agent": { kind: "otelCollector", assumeRoleArn: RECEIVER },
      "pmp-xray:alarms": { ...file.config["pmp-xray:alarms"], email: "on-call@example.com" },
      ...change,
    };
    return await openStack(setup.target, stringify({ config: changed }), { ...setup.settings, cluster: {} });
  }

  /** The account-wide switches as X-Ray and CloudWatch Logs tell them. */
  async function accountSwitches() {
    const xray = new XRayClient(config);
    const { EncryptionConfig } = await xray.send(new GetEncryptionConfigCommand({}));
    const { Destination } = await xray.send(new GetTraceSegmentDestinationCommand({}));
    const { IndexingRules } = await xray.send(new GetIndexingRulesCommand({}));
    const logs = new CloudWatchLogsClient(config);
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "aws/spans" }));
    const { resourcePolicies } = await logs.send(new DescribeResourcePoliciesCommand({}));
    const { queryDefinitions } = await logs.send(new DescribeQueryDefinitionsCommand({}));
    return {
      encryption: EncryptionConfig?.KeyId ?? EncryptionConfig?.Type,
      destination: Destination,
      indexed: IndexingRules?.map(({ Rule }) => Rule?.Probabilistic?.DesiredSamplingPercentage),
      retention: logGroups?.map(({ retentionInDays }) => retentionInDays),
      policies: resourcePolicies?.map(({ policyName }) => policyName),
      queries: queryDefinitions?.map(({ name }) => name),
    };
  }

  const ON = {
    encryption: KEY,
    destination: "CloudWatchLogs",
    indexed: [5],
    retention: [14],
    policies: ["pmp-xray-transaction-search"],
    queries: ["pmp-tracing/pmp-api slowest requests"],
  };

  it("creates everything, and warns of what concerns the whole account", async () => {
    const events: EngineEvent[] = [];
    await (await open()).up({ onEvent: (event) => events.push(event), color: "never" });
    const warnings = events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent?.severity === "warning" ? diagnosticEvent.message : [],
    );
    const text = warnings.join("\n");
    assert.ok(text.includes(`All X-Ray traces of this account and region are encrypted with ${KEY}.`), text);
    assert.ok(text.includes("Transaction Search is on for the whole account and region"), text);
    assert.deepEqual(await accountSwitches(), ON);
  });

  it("EKS hands the role to the agent's service account, and the role trusts EKS for that one only", async () => {
    const eks = new EKSClient(config);
    const clusterName = "pmp-cluster";
    const { associations = [] } = await eks.send(new ListPodIdentityAssociationsCommand({ clusterName }));
    assert.equal(associations.length, 1);
    const { association } = await eks.send(
      new DescribePodIdentityAssociationCommand({ clusterName, associationId: associations[0]!.associationId }),
    );
    assert.deepEqual(
      [association?.namespace, association?.serviceAccount, association?.roleArn],
      ["pmp", "xray-daemon", AGENT],
    );
    const { Role } = await new IAMClient(config).send(new GetRoleCommand({ RoleName: "pmp-xray-daemon" }));
    const trust = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")) as {
      Statement: { Principal: unknown; Condition: unknown }[];
    };
    assert.deepEqual(
      trust.Statement.map(({ Principal, Condition }) => [Principal, Condition]),
      [
        [
          { Service: "pods.eks.amazonaws.com" },
          {
            StringEquals: {
              "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:us-east-1:123456789012:cluster/pmp-cluster",
              "aws:RequestTag/kubernetes-namespace": "pmp",
              "aws:RequestTag/kubernetes-service-account": "xray-daemon",
            },
          },
        ],
      ],
    );
  });

  it("the boundary bounds the role, and it may take the other account's role only", async () => {
    const aws = new EngineAws(setup.endpoint);
    assert.deepEqual(await aws.decisions(AGENT, ["xray:PutTraceSegments", "xray:GetSamplingRules"]), {
      "xray:PutTraceSegments": "allowed",
      "xray:GetSamplingRules": "implicitDeny",
    });
    assert.deepEqual(await aws.decisions(AGENT, ["sts:AssumeRole"], RECEIVER), { "sts:AssumeRole": "allowed" });
    const other = "arn:aws:iam::210987654321:role/admin";
    assert.deepEqual(await aws.decisions(AGENT, ["sts:AssumeRole"], other), { "sts:AssumeRole": "implicitDeny" });
  });

  it("insights reach the alarm topic, which an address is subscribed to", async () => {
    const { Group } = await new XRayClient(config).send(new GetGroupCommand({ GroupName: "pmp-api-all" }));
    assert.deepEqual(Group?.InsightsConfiguration, { InsightsEnabled: true, NotificationsEnabled: true });
    const events = new EventBridgeClient(config);
    const { Rules } = await events.send(new ListRulesCommand({ NamePrefix: "pmp-api" }));
    assert.deepEqual(
      Rules?.map(({ Name, EventPattern }): unknown[] => [Name, JSON.parse(EventPattern ?? "")]),
      [
        [
          "pmp-api-insights",
          {
            source: ["aws.xray"],
            "detail-type": ["AWS X-Ray Insight Update"],
            detail: { GroupName: ["pmp-api-all"] },
          },
        ],
      ],
    );
    const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: "pmp-api-insights" }));
    assert.deepEqual(
      Targets?.map(({ Arn }) => Arn),
      [TOPIC],
    );
    const sns = new SNSClient(config);
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
    assert.match(Attributes?.Policy ?? "", /InsightsOfThisRule/);
    const { Subscriptions } = await sns.send(new ListSubscriptionsCommand({}));
    assert.deepEqual(
      Subscriptions?.map(({ TopicArn, Protocol, Endpoint }) => [TopicArn, Protocol, Endpoint]),
      [[TOPIC, "email", "on-call@example.com"]],
    );
  });

  it("a preview right after it has nothing to do", async () => {
    const { changeSummary } = await (await open()).preview();
    assert.deepEqual(Object.keys(changeSummary), ["same"]);
  });

  it("another share is one update, and another retention is set beside it", async () => {
    const account = { encryptionKeyArn: KEY, transactionSearch: { indexingPercent: 7, retentionDays: 30 } };
    const events: EngineEvent[] = [];
    const stack = await open({ "pmp-xray:account": account });
    await stack.up({ onEvent: (event) => events.push(event), color: "never" });
    assert.deepEqual(operations(events, "update"), ["aws:xray/indexingRule:IndexingRule transaction-search-indexing"]);
    for (const op of ["create", "delete", "replace"]) assert.deepEqual(operations(events, op), [], op);
    assert.deepEqual(await accountSwitches(), { ...ON, indexed: [7], retention: [30] });
    await up(await open(), paths());
    assert.deepEqual(await accountSwitches(), ON);
  });

  it("destroy stops at the switches of the whole account, and changes nothing", async () => {
    await open();
    const before = await new EngineAws(setup.endpoint).everything();
    // As a person runs it, with the preview that a destroy begins with.
    await assert.rejects(pulumi(["destroy", "--yes"]), /cannot be deleted[^]*protect/);
    assert.deepEqual(await accountSwitches(), ON);
    assert.deepEqual(await new EngineAws(setup.endpoint).everything(), before);
  });

  it("the documented command unprotects one of them", async () => {
    const page = readFileSync(join(repository, "docs", "account-switches.md"), "utf8");
    const urn = /^pulumi state unprotect -s prod '(.+)'$/m.exec(page)?.[1];
    assert.ok(urn);
    await pulumi(["state", "unprotect", "--yes", urn.replace("urn:pulumi:prod:", "urn:pulumi:local:")]);
    const exported = await (await open()).exportStack();
    const { resources } = z
      .object({ resources: z.array(z.object({ urn: z.string(), protect: z.boolean().optional() })) })
      .parse(exported.deployment);
    const guarded = resources.filter(({ protect }) => protect).map((resource) => resource.urn.split("::").at(-1));
    assert.deepEqual(guarded.sort(), [
      "transaction-search-destination",
      "transaction-search-indexing",
      "transaction-search-log-policy",
    ]);
  });

  it("a cluster that is gone keeps a destroy from going on, until it is told so", async () => {
    await pulumi(["state", "unprotect", "--yes", "--all"]);
    await new EKSClient(config).send(new DeleteClusterCommand({ name: "pmp-cluster" }));
    writeFileSync(setup.goneFile, "");
    const stack = await open();
    await assert.rejects(stack.destroy({ color: "never" }), /PULUMI_K8S_DELETE_UNREACHABLE=true/);
    assert.ok(
      (await new EngineAws(setup.endpoint).everything()).includes("role pmp-xray-daemon"),
      "identity stays too",
    );

    const page = readFileSync(join(repository, "docs", "existing-cluster.md"), "utf8");
    const line = /^(PULUMI_K8S_DELETE_UNREACHABLE)=(true) pulumi (destroy) -s prod$/m.exec(page);
    assert.ok(line, "the page says so");
    await pulumi([line[3]!, "--yes"], { [line[1]!]: line[2]! });
    rmSync(setup.goneFile);
    assert.deepEqual(await new EngineAws(setup.endpoint).everything(), ["policy boundary"]);
    // X-Ray has its own key again; the other switches stay where they are, as the page says.
    assert.deepEqual(await accountSwitches(), { ...ON, encryption: "NONE", policies: [], queries: [] });
  });

  /** The Pulumi CLI on the stack, as a person runs it. */
  async function pulumi(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
    const cwd = join(paths().pulumi, "project");
    const home = { PULUMI_HOME: join(paths().pulumi, "home") };
    await execa(setup.target.tools.pulumi, [...args, "--stack", "local"], {
      cwd,
      env: { ...engineEnv(setup.target), ...home, ...env },
    });
  }
});
