import assert from "node:assert/strict";
import fc from "fast-check";
import { planGroups } from "../../../components/tracing/group-plan.ts";
import { parseFilter } from "@pmp/filter";
import { definePlan } from "@pmp/model";
import type { Plan, RuleInput } from "../../../packages/planning/src/index.ts";

const NAME = /^[A-Za-z0-9-]{1,32}$/;

function plan(rules: RuleInput[]): Plan {
  return definePlan({ rules: [...rules, { name: "rest", rate: 0.1 }] }, { service: "api" });
}

function criticalOf(rules: RuleInput[]) {
  return planGroups({ service: "api", nameSuffix: "", slowSeconds: 1, plan: plan(rules) }).criticalPaths;
}

describe("groups", () => {
  it("look at the service's own segments, so that calls from other services count too", () => {
    const { byPurpose } = planGroups({ service: "api", nameSuffix: "", slowSeconds: 0.5, plan: plan([]) });
    assert.deepEqual(byPurpose, {
      all: { groupName: "api-all", filterExpression: 'service("api")' },
      faults: { groupName: "api-faults", filterExpression: 'service("api") { fault }' },
      errors: { groupName: "api-errors", filterExpression: 'service("api") { error }' },
      slow: { groupName: "api-slow", filterExpression: 'service("api") { responsetime > 0.5 }' },
    });
  });

  it("by purpose leave captured traces out where the plan captures some, and those of critical paths do not", () => {
    const captures = definePlan(
      {
        rules: [
          { name: "pay", path: "/pay*", rate: 1 },
          { name: "rest", rate: 0.1 },
        ],
        capturePerSecond: 5,
      },
      { service: "api" },
    );
    const groups = planGroups({ service: "api", nameSuffix: "", slowSeconds: 0.5, plan: captures });
    const left = "!(annotation[aws.trace.flag.sampled] = false)";
    assert.deepEqual(
      Object.values(groups.byPurpose).map(({ filterExpression }) => filterExpression),
      [
        `service("api") AND ${left}`,
        `service("api") { fault } AND ${left}`,
        `service("api") { error } AND ${left}`,
        `service("api") { responsetime > 0.5 } AND ${left}`,
      ],
    );
    // Every request of such a path is sampled, so that none is captured.
    assert.deepEqual(
      groups.criticalPaths.map(({ filterExpression }) => filterExpression),
      ['service("api") AND http.url CONTAINS "/pay"'],
    );
    for (const { filterExpression } of Object.values(groups.byPurpose)) parseFilter(filterExpression);
    const none = planGroups({ service: "api", slowSeconds: 0.5, plan: { ...captures, capturePerSecond: 0 } });
    assert.doesNotMatch(JSON.stringify(none), /annotation/);
  });

  it("are made for paths that are recorded as a whole, and for no others", () => {
    assert.deepEqual(
      criticalOf([
        { name: "api-pay", path: "/pay*", rate: 1 },
        { name: "api-half", path: "/half*", rate: 0.5 },
        { name: "api-posts", method: "POST", rate: 1 },
      ]),
      [{ groupName: "api-pay", filterExpression: 'service("api") AND http.url CONTAINS "/pay"' }],
    );
  });

  it("ask for each literal part of a pattern, because X-Ray's CONTAINS knows no wildcards", () => {
    assert.deepEqual(
      criticalOf([{ name: "api-orders", path: "/v?/orders/*/pay*", rate: 1 }]).map((group) => group.filterExpression),
      ['service("api") AND http.url CONTAINS "/v" AND http.url CONTAINS "/orders/" AND http.url CONTAINS "/pay"'],
    );
  });

  it("have names of their own where rules' names differ only in what a group's name can't have", () => {
    assert.deepEqual(
      criticalOf([
        { name: "a.b", path: "/1*", rate: 1 },
        { name: "a b", path: "/2*", rate: 1 },
        { name: "api-all", path: "/3*", rate: 1 },
        { name: "Default.", path: "/4*", rate: 1 },
      ]).map((group) => group.groupName),
      ["a-b", "a-b-2", "api-all-2", "Default-2"],
    );
  });

  it("keep within 32 characters where a number must be appended", () => {
    const tail = "x".repeat(30);
    assert.deepEqual(
      criticalOf([
        { name: `a.${tail}`, path: "/1*", rate: 1 },
        { name: `a ${tail}`, path: "/2*", rate: 1 },
      ]).map((group) => group.groupName),
      [`a-${tail}`, `a-${"x".repeat(28)}-2`],
    );
  });

  it("have names that X-Ray takes, all different, for any plan and any service that the settings allow", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[ -~]{1,32}$/), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(names, fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,24}$/), (ruleNames, service) => {
        fc.pre(!ruleNames.includes("Default") && !ruleNames.includes("rest"));
        const rules = ruleNames.map((name, index) => ({ name, path: `/path-${index}/*`, rate: 1 }));
        const { byPurpose, criticalPaths } = planGroups({ service, nameSuffix: "", slowSeconds: 1, plan: plan(rules) });
        const all = [...Object.values(byPurpose), ...criticalPaths].map(({ groupName }) => groupName);
        for (const name of all) assert.match(name, NAME);
        assert.equal(new Set(all).size, 4 + rules.length);
        assert.ok(!all.includes("Default"));
      }),
    );
  });
});
