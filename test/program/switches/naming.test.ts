import assert from "node:assert/strict";
import { evaluate } from "../../../offline/evaluate.ts";
import { all } from "../support/evaluate.ts";
import { CHART, base, effect } from "./support.ts";

describe("a switch: names, tags and the chart", () => {
  it("nothing changed: nothing changes", async () => {
    assert.deepEqual(await effect({}), { added: {}, removed: [], changed: {} });
  });

  it("api.serviceName: rules, groups and alarms are named after it, and are for it", async () => {
    const image = { repository: "pmp-api", tag: "1" };
    const after = await evaluate("prod", { overrides: { "pmp-xray:api": { image, serviceName: "shop" } } });
    const names = (type: string, key: string) => all(after, type).map(({ inputs }) => String(inputs[key]));
    assert.deepEqual(names("aws:xray/samplingRule:SamplingRule", "ruleName").sort(), [
      "shop-auth",
      "shop-default-traffic",
      "shop-health",
      "shop-stripe",
      "shop-subscriptions",
    ]);
    assert.deepEqual(new Set(names("aws:xray/samplingRule:SamplingRule", "serviceName")), new Set(["shop"]));
    for (const name of names("aws:xray/group:Group", "groupName")) assert.match(name, /^shop-/);
    for (const name of names("aws:cloudwatch/metricAlarm:MetricAlarm", "name")) assert.match(name, /^shop-/);
    for (const filter of names("aws:xray/group:Group", "filterExpression")) assert.match(filter, /^service\("shop"\)/);
  });

  it("chart: sets further values of the chart, and only those", async () => {
    const agent = { priorityClassName: "system-node-critical", resources: { limits: { memory: "512Mi" } } };
    assert.deepEqual(await effect({ "pmp-xray:chart": { agent } }), {
      added: {},
      removed: [],
      changed: { [CHART]: { values: { agent } } },
    });
  });

  it("nameSuffix: is appended to every name that is unique in an account, and changes nothing else", async () => {
    const { added, removed, changed } = await effect({ "pmp-xray:nameSuffix": "-blue" });
    // Rules, and groups of paths, are named after the rule in the stack too.
    assert.deepEqual(Object.keys(added).sort(), removed.map((name) => `${name}-blue`).sort());
    assert.equal(removed.length, 8);
    const names = Object.values(changed).flatMap((value) =>
      Object.entries(value as object).filter(([key]) =>
        ["name", "dashboardName", "groupName", "alarmName"].includes(key),
      ),
    );
    assert.deepEqual(names.map(([, name]) => String(name)).sort(), [
      "PMPXRayAccess-blue",
      "PMPXRayRead-blue",
      ...["all", "error-rate", "errors", "fault-rate", "faults", "no-traces", "page", "slow", "slow-share"].map(
        (name) => `pmp-api-${name}-blue`,
      ),
      "pmp-tracing-alarms-blue",
      "pmp-tracing-blue",
      "pmp-xray-daemon-blue",
    ]);
  });

  it("tags: are on everything that takes tags, besides the program's own", async () => {
    const { changed } = await effect({ "pmp-xray:tags": { team: "payments" } });
    assert.equal(Object.keys(changed).length, (await base()).resources.filter(({ inputs }) => "tags" in inputs).length);
    for (const value of Object.values(changed)) assert.deepEqual(value, { tags: { team: "payments" } });
  });
});
