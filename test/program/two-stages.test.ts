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
