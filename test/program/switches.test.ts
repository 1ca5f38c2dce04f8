import assert from "node:assert/strict";
import { evaluate, one, type Evaluation } from "./support/evaluate.ts";
import { changes, type Changes } from "./support/resources.ts";
import type { Overrides } from "./support/stackConfig.ts";
import { WORLD } from "./support/world.ts";

/** Each switch of the settings, by what exactly it changes in the stack prod, and that it changes nothing else. */
describe("a switch", () => {
  let base: Evaluation;
  before(async () => {
    base = await evaluate("prod");
  });

  async function effect(overrides: Overrides): Promise<Changes> {
    return changes(base, await evaluate("prod", { overrides }));
  }

  const TAGS = { "pulumi:project": "pmp-xray", "pulumi:stack": "prod", stage: "prod" };
  const CLUSTER = { name: "pmp-cluster", mode: "existing", createOidcProvider: true };
  const ALARMS = {
    faultRatePercent: 5,
    errorRatePercent: 25,
    slowPercent: 10,
    minimumTraces: 20,
    periodSeconds: 300,
    evaluationPeriods: 2,
    noTracesMinutes: 30,
  };
  const ROLE = "aws:iam/role:Role xray-daemon-role";
  const CHART = "kubernetes:helm.sh/v4:Chart pmp";
  const TOPIC_ARN = "arn:aws:sns:us-east-1:123456789012:pmp-tracing-alarms";
  const ROLE_ARN = "arn:aws:iam::123456789012:role/pmp-xray-daemon";

  it("nothing changed: nothing changes", async () => {
    assert.deepEqual(await effect({}), { added: {}, removed: [], changed: {} });
  });

  it("cluster.createOidcProvider false: uses the provider that the account has", async () => {
    assert.deepEqual(await effect({ "pmp-xray:cluster": { ...CLUSTER, createOidcProvider: false } }), {
      added: {},
      removed: ["aws:iam/openIdConnectProvider:OpenIdConnectProvider oidc-provider"],
      // The same ARN, worked out instead of made.
      changed: {},
    });
  });

  it("identity podIdentity: EKS hands out the role, and IAM needs no OIDC provider", async () => {
    assert.deepEqual(await effect({ "pmp-xray:identity": "podIdentity" }), {
      added: {
        "aws:eks/podIdentityAssociation:PodIdentityAssociation xray-daemon-association": {
          clusterName: "pmp-cluster",
          namespace: "pmp",
          serviceAccount: "xray-daemon",
          roleArn: ROLE_ARN,
          tags: TAGS,
        },
      },
      removed: ["aws:iam/openIdConnectProvider:OpenIdConnectProvider oidc-provider"],
      changed: {
        [ROLE]: {
          assumeRolePolicy: {
            Statement: [
              {
                Sid: "OneServiceAccount",
                Effect: "Allow",
                Principal: { Service: "pods.eks.amazonaws.com" },
                Action: ["sts:AssumeRole", "sts:TagSession"],
                Condition: {
                  StringEquals: {
                    "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:us-east-1:123456789012:cluster/pmp-cluster",
                    "aws:RequestTag/kubernetes-namespace": "pmp",
                    "aws:RequestTag/kubernetes-service-account": "xray-daemon",
                  },
                },
              },
            ],
          },
        },
        [CHART]: { values: { agent: { identity: { roleArn: "" } } } },
      },
    });
  });

  it("iam: a permissions boundary on the role, and calls in one region only", async () => {
    const permissionsBoundary = "arn:aws:iam::123456789012:policy/boundary";
    const { added, removed, changed } = await effect({ "pmp-xray:iam": { permissionsBoundary, restrictRegion: true } });
    assert.deepEqual({ added, removed }, { added: {}, removed: [] });
    assert.deepEqual(Object.keys(changed).sort(), ["aws:iam/policy:Policy xray-write-policy", ROLE]);
    assert.deepEqual(changed[ROLE], { permissionsBoundary });
    const policy = changed["aws:iam/policy:Policy xray-write-policy"] as { policy: { Statement: object[] } };
    assert.deepEqual(
      policy.policy.Statement.map((statement) => ("Condition" in statement ? statement.Condition : undefined)),
      [{ StringEquals: { "aws:RequestedRegion": "us-east-1" } }],
    );
  });

  it("agent.assumeRoleArn: the agent may take that one role, and is told to", async () => {
    const assumeRoleArn = "arn:aws:iam::210987654321:role/pmp-xray-receiver";
    assert.deepEqual(await effect({ "pmp-xray:agent": { kind: "xrayDaemon", assumeRoleArn } }), {
      added: {
        "aws:iam/rolePolicy:RolePolicy xray-daemon-assume": {
          name: "assume",
          role: "pmp-xray-daemon",
          policy: {
            Version: "2012-10-17",
            Statement: [
              { Sid: "SendTracesElsewhere", Effect: "Allow", Action: "sts:AssumeRole", Resource: assumeRoleArn },
            ],
          },
        },
      },
      removed: [],
      changed: { [CHART]: { values: { agent: { assumeRoleArn } } } },
    });
  });

  it("cluster.roleArn: asks EKS and gets tokens as that role, and only that", async () => {
    const roleArn = "arn:aws:iam::210987654321:role/cluster-reader";
    const { added, removed, changed } = await effect({ "pmp-xray:cluster": { ...CLUSTER, roleArn } });
    assert.deepEqual(added, {
      "pulumi:providers:aws cluster-account": {
        region: "us-east-1",
        assumeRoles: JSON.stringify([{ roleArn }]),
        skipCredentialsValidation: "false",
        skipRegionValidation: "true",
      },
    });
    assert.deepEqual(removed, []);
    assert.deepEqual(Object.keys(changed), ["pulumi:providers:kubernetes cluster-kubernetes"]);
    assert.match(JSON.stringify(changed), /"--role-arn","arn:aws:iam::210987654321:role\/cluster-reader"\]/);
  });

  it("cluster.deleteUnreachable: reaches the Kubernetes provider, and only it", async () => {
    assert.deepEqual(await effect({ "pmp-xray:cluster": { ...CLUSTER, deleteUnreachable: true } }), {
      added: {},
      removed: [],
      changed: { "pulumi:providers:kubernetes cluster-kubernetes": { deleteUnreachable: "true" } },
    });
  });

  it("cluster.kubeconfig: is used instead of EKS, and stays secret", async () => {
    const kubeconfig = "apiVersion: v1\nkind: Config\n";
    const issuer = { oidcIssuer: WORLD.issuer };
    const evaluation = await evaluate("prod", {
      overrides: { "pmp-xray:cluster": { ...CLUSTER, ...issuer, kubeconfig } },
    });
    const { added, removed, changed } = changes(base, evaluation);
    assert.deepEqual(
      [added, removed, Object.keys(changed)],
      [{}, [], ["pulumi:providers:kubernetes cluster-kubernetes"]],
    );
    assert.deepEqual(one(evaluation, "pulumi:providers:kubernetes").inputs, { kubeconfig: { secret: kubeconfig } });
    assert.ok(!evaluation.calls.some(({ token }) => token.includes("eks")));
    assert.ok(!JSON.stringify(evaluation.outputs).includes("apiVersion"));
  });

  it("alarms.email: subscribes to the topic that is made", async () => {
    assert.deepEqual(await effect({ "pmp-xray:alarms": { ...ALARMS, email: "on-call@example.com" } }), {
      added: {
        "aws:sns/topicSubscription:TopicSubscription alarms-email": {
          topic: TOPIC_ARN,
          protocol: "email",
          endpoint: "on-call@example.com",
        },
      },
      removed: [],
      changed: {},
    });
  });

  it("alarms.topicArn: every alarm goes there, and no topic is made", async () => {
    const topicArn = "arn:aws:sns:us-east-1:123456789012:on-call";
    const { added, removed, changed } = await effect({ "pmp-xray:alarms": { ...ALARMS, topicArn } });
    assert.deepEqual({ added, removed }, { added: {}, removed: ["aws:sns/topic:Topic alarms-topic"] });
    assert.equal(Object.keys(changed).length, 5);
    for (const value of Object.values(changed)) {
      assert.deepEqual(value, { alarmActions: [topicArn], okActions: [topicArn] });
    }
  });

  it("alarms.pagingTopicArn: the paging alarm goes there, and only that one", async () => {
    const pagingTopicArn = "arn:aws:sns:us-east-1:123456789012:pager";
    assert.deepEqual(await effect({ "pmp-xray:alarms": { ...ALARMS, pagingTopicArn } }), {
      added: {},
      removed: [],
      changed: {
        "aws:cloudwatch/compositeAlarm:CompositeAlarm alarms-page": {
          alarmActions: [pagingTopicArn],
          okActions: [pagingTopicArn],
        },
      },
    });
  });

  it("alarms.noTracesMinutes 0: no such alarm, neither made nor paged for nor shown", async () => {
    const { added, removed, changed } = await effect({ "pmp-xray:alarms": { ...ALARMS, noTracesMinutes: 0 } });
    assert.deepEqual(added, {});
    assert.deepEqual(removed, ["aws:cloudwatch/metricAlarm:MetricAlarm alarms-no-traces"]);
    const { "aws:cloudwatch/dashboard:Dashboard dashboard-dashboard": dashboard, ...rest } = changed;
    assert.deepEqual(rest, {
      "aws:cloudwatch/compositeAlarm:CompositeAlarm alarms-page": { alarmRule: 'ALARM("pmp-api-fault-rate")' },
    });
    assert.ok(!JSON.stringify(dashboard).includes("no-traces"));
  });

  it("alarms.runbookUrl: is in each alarm's description and on the dashboard", async () => {
    const runbookUrl = "https://wiki.example.com/pmp-api";
    const { changed } = await effect({ "pmp-xray:alarms": { ...ALARMS, runbookUrl } });
    assert.equal(Object.keys(changed).length, 6);
    for (const [key, value] of Object.entries(changed)) assert.ok(JSON.stringify(value).includes(runbookUrl), key);
  });

  it("groups.insights with notifications: on the group of all traces, and its events reach the topic", async () => {
    const ruleArn = "arn:aws:events:us-east-1:123456789012:rule/pmp-api-insights";
    assert.deepEqual(await effect({ "pmp-xray:groups": { insights: true, insightsNotifications: true } }), {
      added: {
        "aws:cloudwatch/eventRule:EventRule insights-rule": {
          name: "pmp-api-insights",
          description: "X-Ray found an anomaly, or its state changed.",
          eventPattern: {
            source: ["aws.xray"],
            "detail-type": ["AWS X-Ray Insight Update"],
            detail: { GroupName: ["pmp-api-all"] },
          },
          tags: TAGS,
        },
        "aws:sns/topicPolicy:TopicPolicy insights-topic-policy": {
          arn: TOPIC_ARN,
          policy: {
            Version: "2012-10-17",
            Statement: [
              {
                Sid: "AlarmsOfThisAccount",
                Effect: "Allow",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Action: "sns:Publish",
                Resource: TOPIC_ARN,
                Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
              },
              {
                Sid: "InsightsOfThisRule",
                Effect: "Allow",
                Principal: { Service: "events.amazonaws.com" },
                Action: "sns:Publish",
                Resource: TOPIC_ARN,
                Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
              },
            ],
          },
        },
        "aws:cloudwatch/eventTarget:EventTarget insights-target": { rule: "pmp-api-insights", arn: TOPIC_ARN },
      },
      removed: [],
      changed: {
        "aws:xray/group:Group groups-all": {
          insightsConfiguration: { insightsEnabled: true, notificationsEnabled: true },
        },
      },
    });
  });

  it("chart: sets further values of the chart, and only those", async () => {
    const agent = { priorityClassName: "system-node-critical", resources: { limits: { memory: "512Mi" } } };
    assert.deepEqual(await effect({ "pmp-xray:chart": { agent } }), {
      added: {},
      removed: [],
      changed: { [CHART]: { values: { agent } } },
    });
  });

  it("nameSuffix: goes behind every name that is unique in an account", async () => {
    const { added, removed, changed } = await effect({ "pmp-xray:nameSuffix": "-blue" });
    assert.deepEqual({ added, removed }, { added: {}, removed: [] });
    const names = Object.values(changed).flatMap((value) =>
      Object.entries(value as object).filter(([key]) => ["name", "dashboardName"].includes(key)),
    );
    assert.deepEqual(names.map(([, name]) => String(name)).sort(), [
      "PMPXRayAccess-blue",
      "PMPXRayRead-blue",
      "pmp-tracing-alarms-blue",
      "pmp-tracing-blue",
      "pmp-xray-daemon-blue",
    ]);
  });

  it("tags: are on everything that takes tags, besides the program's own", async () => {
    const { changed } = await effect({ "pmp-xray:tags": { team: "payments" } });
    assert.equal(Object.keys(changed).length, base.resources.filter(({ inputs }) => "tags" in inputs).length);
    for (const value of Object.values(changed)) assert.deepEqual(value, { tags: { team: "payments" } });
  });
});
