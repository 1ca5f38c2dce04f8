import assert from "node:assert/strict";
import { evaluate, type Evaluation } from "../../offline/evaluate.ts";
import { all, one } from "./support/evaluate.ts";

/** Everything that a stack can make in AWS, for one stage. */
async function stage(nameSuffix: string, more: Readonly<Record<string, unknown>> = {}): Promise<Evaluation> {
  return await evaluate("prod", {
    overrides: {
      "pmp-xray:nameSuffix": nameSuffix,
      "pmp-xray:groups": { insights: true, insightsNotifications: true },
      "pmp-xray:account": { transactionSearch: {} },
      "pmp-xray:sampling": {
        preset: "prod",
        rules: [
          { name: "reports of the whole last year", path: "/reports*", rate: 1 },
          { name: "reports.of.the.whole.last.year", path: "/old-reports*", rate: 1 },
          { name: "pmp-api-auth", path: "/login*", rate: 1 },
        ],
      },
      ...more,
    },
  });
}

const NAMES = ["ruleName", "groupName", "name", "alarmName", "dashboardName", "policyName"];
/** Names inside of a role, and X-Ray's own rule of indexing, of which an account has one. */
const NOT_IN_ACCOUNT = ["aws:iam/rolePolicy:RolePolicy", "aws:xray/indexingRule:IndexingRule"];

/** `type name` of all that the stack names in AWS, and the cluster with what is named after it. */
function physicalNames({ resources }: Evaluation): string[] {
  return resources
    .filter(({ type }) => type.startsWith("aws:") && !NOT_IN_ACCOUNT.includes(type))
    .flatMap(({ type, inputs }) =>
      Object.entries(inputs).flatMap(([key, value]) => (NAMES.includes(key) ? [`${type} ${String(value)}`] : [])),
    );
}

/** Most characters of each name, by the API references of the services. */
const LIMITS: Readonly<Record<string, number>> = {
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": 255,
  "aws:cloudwatch/dashboard:Dashboard": 255,
  "aws:cloudwatch/eventRule:EventRule": 64,
  "aws:cloudwatch/logGroup:LogGroup": 512,
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": 255,
  "aws:cloudwatch/metricAlarm:MetricAlarm": 255,
  "aws:cloudwatch/queryDefinition:QueryDefinition": 255,
  "aws:eks/cluster:Cluster": 100,
  "aws:iam/policy:Policy": 128,
  "aws:iam/role:Role": 64,
  "aws:kms/alias:Alias": 256,
  "aws:sns/topic:Topic": 256,
  "aws:xray/group:Group": 32,
  "aws:xray/samplingRule:SamplingRule": 32,
};

describe("two stages of one service in one account and region", () => {
  it("need no more than a nameSuffix each: no name is in both", async () => {
    const blue = physicalNames(await stage("-blue"));
    const green = physicalNames(await stage("-green"));
    assert.equal(new Set(blue).size, blue.length);
    assert.ok(blue.length > 25, blue.join("\n"));
    assert.deepEqual(
      blue.filter((name) => green.includes(name) || !name.endsWith("-blue")),
      [],
    );
  });

  it("and so do their new clusters, unless they have a name of their own", async () => {
    const named = (made: Evaluation) =>
      physicalNames(made).filter((name) => /:eks\/cluster:|logGroup:|kms\/alias:/.test(name));
    const made = await stage("-blue", { "pmp-xray:cluster": { mode: "new" } });
    assert.deepEqual(named(made).sort(), [
      "aws:cloudwatch/logGroup:LogGroup /aws/eks/pmp-cluster-blue/cluster",
      "aws:eks/cluster:Cluster pmp-cluster-blue",
      "aws:kms/alias:Alias alias/eks/pmp-cluster-blue",
    ]);
    const own = await stage("-blue", { "pmp-xray:cluster": { mode: "new", name: "shop" } });
    assert.ok(named(own).includes("aws:eks/cluster:Cluster shop"));
  });

  it("keep within AWS's limits with the longest service and the longest suffix", async () => {
    const image = { repository: "pmp-api", tag: "1" };
    const api = { "pmp-xray:api": { image, serviceName: "s".repeat(25) } };
    const names = physicalNames(await stage("-abcdefghijklmnop", { ...api, "pmp-xray:cluster": { mode: "new" } }));
    const lengths = names.map((name): [string, number] => [name.split(" ")[0]!, name.length - name.indexOf(" ") - 1]);
    for (const [type, length] of lengths) assert.ok(length <= (LIMITS[type] ?? 0), `${type}: ${length}`);
  });

  it("and whatever refers to a name follows it: alarms, the pager, events, the API's rules", async () => {
    const suffix = "-a-stage-of-16ch".replaceAll("-", "x").replace("x", "-");
    const stack = await stage(suffix);
    const rules = all(stack, "aws:xray/samplingRule:SamplingRule").map(({ inputs }) => String(inputs.ruleName));
    const groups = all(stack, "aws:xray/group:Group").map(({ inputs }) => String(inputs.groupName));
    assert.equal(rules.length, 7);
    for (const name of [...rules, ...groups]) assert.match(name, /^.{1,32}$/);
    assert.equal(new Set(groups).size, groups.length);
    const alarms = all(stack, "aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }) => inputs);
    const watched = JSON.stringify(alarms).match(/(?<="GroupName":")[^"]+/g) ?? [];
    assert.equal(watched.length, 7);
    for (const name of watched) assert.ok(groups.includes(name), name);
    const { inputs: page } = one(stack, "aws:cloudwatch/compositeAlarm:CompositeAlarm");
    const members = String(page.alarmRule).match(/(?<=ALARM\(")[^"]+/g) ?? [];
    assert.equal(members.length, 2);
    for (const name of members) assert.ok(alarms.some((alarm) => alarm.name === name));
    const { inputs: events } = one(stack, "aws:cloudwatch/eventRule:EventRule");
    assert.ok(groups.some((name) => String(events.eventPattern).includes(`"${name}"`)));
    const { inputs: chart } = one(stack, "kubernetes:helm.sh/v4:Chart");
    const { sampling } = chart.values as { sampling: { rules: readonly { RuleName: string }[] } };
    assert.deepEqual(sampling.rules.map(({ RuleName }) => RuleName).sort(), [...rules, "Default"].sort());
    assert.deepEqual(stack.outputs.samplingRuleNames, sampling.rules.map(({ RuleName }) => RuleName).slice(0, -1));
  });
});
