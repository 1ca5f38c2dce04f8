import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { emulatorEnv } from "../../../../local/aws.ts";
import { AwsProvider, resourceTypes } from "../../../../local/plugins/aws/provider.ts";
import { plainProperties, unknownValue, type Properties } from "../../../../local/plugins/properties.ts";
import { awsRecorder, type AwsRecorder } from "../../aws-recorder.ts";
import { setEnv } from "../../../support/env.ts";

const urn = (type: string) => `urn:pulumi:local::pmp-xray::pmp:some:Component$${type}::name`;
const group = urn("aws:xray/group:Group");
const role = urn("aws:iam/role:Role");
const attachment = urn("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
const table = urn("aws:dynamodb/table:Table");

describe("local/plugins/aws/provider", () => {
  const provider = new AwsProvider("7.48.0");
  let aws: AwsRecorder;
  let restore: () => void;

  before(async () => {
    aws = await awsRecorder();
    restore = setEnv(emulatorEnv(aws.url));
  });
  after(() => restore());
  beforeEach(() => aws.answer({}));

  describe("check", () => {
    const failures = async (type: string, inputs: object) => (await provider.check(type, {}, inputs)).failures ?? [];

    it("takes inputs that the schema knows, secrets among them, and gives them back as they came", async () => {
      const inputs = {
        groupName: { [runtime.specialSigKey]: runtime.specialSecretSig, value: "g" },
        filterExpression: "fault",
        insightsConfiguration: { insightsEnabled: true },
        tags: { a: "b" },
      };
      assert.deepEqual(await provider.check(group, {}, inputs), { inputs, failures: [] });
    });

    it("names every property that is missing, of a wrong type, or not known, also inside an object", async () => {
      const found = await failures(group, {
        groupName: 7,
        insightsConfiguration: { insightsEnabled: "yes", colour: "red" },
        tags: { a: 1 },
        speed: 3,
        size: 4,
      });
      assert.deepEqual(
        found.map(({ property }) => property).sort(),
        [
          "filterExpression",
          "groupName",
          "insightsConfiguration.colour",
          "insightsConfiguration.insightsEnabled",
          "size",
          "speed",
          "tags.a",
        ].sort(),
      );
      for (const { reason } of found) assert.match(reason, /^the local AWS stand-in: ./);
    });

    it("leaves what is not known yet for later, and refuses the rest in a preview already", async () => {
      const inputs = { groupName: unknownValue, filterExpression: "fault", tags: { a: unknownValue } };
      assert.deepEqual(await failures(group, inputs), []);
      const found = await failures(group, { ...inputs, filterExpression: 1, speed: 3 });
      assert.deepEqual(found.map(({ property }) => property).sort(), ["filterExpression", "speed"]);
    });

    it("takes a placeholder where a number or an object will be", async () => {
      const alarm = urn("aws:cloudwatch/metricAlarm:MetricAlarm");
      const inputs = { name: "a", comparisonOperator: "GreaterThanThreshold", evaluationPeriods: unknownValue };
      assert.deepEqual(await failures(alarm, { ...inputs, threshold: unknownValue, metricQueries: unknownValue }), []);
    });
  });

  it("refuses a type that it does not know, by name, in every operation, and lists those that it knows", async () => {
    const refused = (error: unknown): boolean => {
      assert.ok(error instanceof Error);
      assert.ok(error.message.startsWith("the local AWS stand-in knows no aws:dynamodb/table:Table; it knows "));
      for (const type of Object.keys(resourceTypes)) assert.ok(error.message.includes(type));
      return true;
    };
    await assert.rejects(async () => provider.check(table, {}, { name: unknownValue }), refused);
    await assert.rejects(async () => provider.diff("id", table, {}, {}), refused);
    await assert.rejects(async () => provider.create(table, {}), refused);
    await assert.rejects(async () => provider.update("id", table, {}, {}), refused);
    await assert.rejects(async () => provider.delete("id", table), refused);
    assert.deepEqual(aws.calls, []);
  });

  it("has every type under the name that the AWS package gives it", () => {
    for (const type of Object.keys(resourceTypes)) assert.match(type, /^aws:(\w+)\/(\w+):[A-Z]\w+$/);
  });

  describe("diff", () => {
    const state = { groupName: "g", filterExpression: "fault", tags: { a: "1" }, arn: "arn:group" };

    it("sees no change where the inputs are the same, whatever the outputs beside them", async () => {
      const same = { groupName: "g", filterExpression: "fault", tags: { a: "1" } };
      const diff = await provider.diff("id", group, state, same);
      assert.equal(diff.changes, false);
      assert.deepEqual(diff.replaces, []);
    });

    it("sees an input that is changed, added or gone", async () => {
      for (const news of [
        { groupName: "g", filterExpression: "error", tags: { a: "1" } },
        { groupName: "g", filterExpression: "fault", tags: { a: "2" } },
        { groupName: "g", filterExpression: "fault" },
        { ...state, insightsConfiguration: { insightsEnabled: true } },
      ]) {
        const diff = await provider.diff("id", group, state, news);
        assert.equal(diff.changes, true);
        assert.deepEqual(diff.replaces, []);
      }
    });

    it("replaces where the name changes, the old one first: names are unique in AWS", async () => {
      const diff = await provider.diff("id", group, state, { ...state, groupName: "h", filterExpression: "error" });
      assert.deepEqual(diff, { changes: true, replaces: ["groupName"], deleteBeforeReplace: true });
    });

    it("replaces a task definition by a new revision first: the service still runs the old one", async () => {
      const definition = urn("aws:ecs/taskDefinition:TaskDefinition");
      const diff = await provider.diff("id", definition, { family: "api", cpu: "256" }, { family: "api", cpu: "512" });
      assert.deepEqual(diff, { changes: true, replaces: ["cpu"], deleteBeforeReplace: false });
    });

    it("replaces for any change of a type that can't be updated", async () => {
      const olds = { role: "r", policyArn: "arn:1" };
      const diff = await provider.diff("id", attachment, olds, { role: "r", policyArn: "arn:2" });
      assert.deepEqual(diff.replaces, ["policyArn"]);
    });

    it("says which inputs of each type replace it", () => {
      const replacing = Object.entries(resourceTypes).map(([type, { replaceOn }]) => [
        type.split(":")[2],
        [...replaceOn],
      ]);
      assert.deepEqual(Object.fromEntries(replacing), {
        CompositeAlarm: ["alarmName"],
        Dashboard: ["dashboardName"],
        EncryptionConfig: [],
        EventRule: ["name"],
        EventTarget: ["rule", "arn"],
        IndexingRule: ["name"],
        Cluster: ["name"],
        ClusterCapacityProviders: ["clusterName"],
        LogGroup: ["name"],
        LogResourcePolicy: ["policyName"],
        Service: ["name", "cluster", "launchType"],
        TaskDefinition: [
          "family",
          "containerDefinitions",
          "cpu",
          "memory",
          "networkMode",
          "requiresCompatibilities",
          "runtimePlatform",
          "taskRoleArn",
          "executionRoleArn",
          "tags",
        ],
        PodIdentityAssociation: ["clusterName", "namespace", "serviceAccount"],
        QueryDefinition: [],
        RolePolicy: ["name", "role"],
        TopicPolicy: ["arn"],
        TopicSubscription: ["topic", "protocol", "endpoint"],
        TraceSegmentDestination: ["destination"],
        MetricAlarm: ["name"],
        OpenIdConnectProvider: ["url", "clientIdLists", "thumbprintLists", "tags"],
        Policy: ["name", "path", "description"],
        Role: ["name", "path"],
        RolePolicyAttachment: ["role", "policyArn"],
        Topic: ["name", "displayName", "kmsMasterKeyId", "tags"],
        Group: ["groupName"],
        SamplingRule: ["ruleName"],
      });
    });
  });

  it("records what was created: the inputs, plain, and what AWS gave", async () => {
    aws.answer({ "xray CreateGroup": { output: { Group: { GroupARN: "arn:group" } } } });
    const secret = { [runtime.specialSigKey]: runtime.specialSecretSig, value: "g" };
    assert.deepEqual(await provider.create(group, { groupName: secret, filterExpression: "fault" }), {
      id: "arn:group",
      outs: { groupName: "g", filterExpression: "fault", arn: "arn:group" },
    });
  });

  it("forgets an input that is no longer given, so that the next run sees no change", async () => {
    aws.answer({
      "iam GetRole": { output: { Role: { Arn: "arn:role" } } },
    });
    const olds = { name: "r", assumeRolePolicy: "{}", description: "old", arn: "arn:role", uniqueId: "AROA" };
    const news = { name: "r", assumeRolePolicy: "{}" };
    const outs: unknown = (await provider.update("r", role, olds, news)).outs;
    assert.deepEqual(outs, { name: "r", assumeRolePolicy: "{}", arn: "arn:role", uniqueId: "AROA" });
    assert.equal((await provider.diff("r", role, outs, news)).changes, false);
  });

  it("fails with AWS's own words, and records nothing", async () => {
    aws.answer({ "xray CreateGroup": { error: "InvalidRequestException", message: "Invalid filter expression" } });
    await assert.rejects(
      provider.create(group, { groupName: "g", filterExpression: "?" }),
      /Invalid filter expression/,
    );
  });

  it("names what AWS did not return", async () => {
    aws.answer({ "xray CreateGroup": { output: {} } });
    await assert.rejects(
      provider.create(group, { groupName: "g", filterExpression: "fault" }),
      /the AWS API returned no group ARN/,
    );
  });

  it("reads back what the engine has recorded of a type that it has no reading for", async () => {
    assert.deepEqual(await provider.read("id", role, { name: "r" }), { id: "id", props: { name: "r" } });
  });

  describe("functions", () => {
    const call = async (token: string): Promise<Properties> => plainProperties((await provider.invoke(token)).outputs);

    it("asks STS who is calling", async () => {
      aws.answer({
        "sts GetCallerIdentity": { output: { Account: "123456789012", Arn: "arn:me", UserId: "U" } },
      });
      const outputs = await call("aws:index/getCallerIdentity:getCallerIdentity");
      assert.deepEqual(outputs, { id: "123456789012", accountId: "123456789012", arn: "arn:me", userId: "U" });
    });

    it("knows partition and region", async () => {
      const partition = await call("aws:index/getPartition:getPartition");
      assert.equal(partition.partition, "aws");
      assert.equal(partition.dnsSuffix, "amazonaws.com");
      const region = await call("aws:index/getRegion:getRegion");
      assert.deepEqual([region.name, region.region, region.id], ["us-east-1", "us-east-1", "us-east-1"]);
    });

    it("refuses one that it does not know, by name", async () => {
      await assert.rejects(
        provider.invoke("aws:ec2/getVpc:getVpc"),
        /knows no function aws:ec2\/getVpc:getVpc; it knows /,
      );
    });
  });
});
