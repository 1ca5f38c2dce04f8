import assert from "node:assert/strict";
import { checkPlan, definePlan } from "@pmp/model";
import { analyzeRules, forecast } from "@pmp/planning";
import { PlanError, parseXRayRules } from "@pmp/sampling";
import type { RuleInput } from "@pmp/planning";

/** The two rules of the guide that the project started from, as it gives them. */
const production = {
  ruleName: "pmp-api-production",
  priority: 1,
  version: 1,
  reservoirSize: 10,
  fixedRate: 0.1,
  urlPath: "*",
  service: "pmp-api",
  httpMethod: "*",
  serviceType: "*",
  host: "*",
};
const critical = {
  ruleName: "pmp-api-critical",
  priority: 2,
  version: 1,
  reservoirSize: 100,
  fixedRate: 1.0,
  urlPath: "/api/stripe*",
  service: "pmp-api",
  httpMethod: "*",
};
const criticalPaths = ["/api/stripe*", "/api/subscriptions*", "/api/auth*"];

describe("the two rules of the first guide, as they stand", () => {
  it("are refused: X-Ray spells its keys another way and requires some that are missing", () => {
    assert.throws(
      () => parseXRayRules([production, critical]),
      (error) => {
        assert.ok(error instanceof PlanError);
        const fixes = new Map(error.problems.map((problem) => [problem.path, `${problem.code}: ${problem.fix}`]));
        for (const [key, name] of [
          ["ruleName", "RuleName"],
          ["priority", "Priority"],
          ["version", "Version"],
          ["reservoirSize", "ReservoirSize"],
          ["fixedRate", "FixedRate"],
          ["urlPath", "URLPath"],
          ["service", "ServiceName"],
          ["httpMethod", "HTTPMethod"],
        ] as const) {
          assert.equal(fixes.get(`[0].${key}`), `unknown-key: X-Ray calls it ${name}.`);
          assert.equal(fixes.get(`[1].${key}`), `unknown-key: X-Ray calls it ${name}.`);
          assert.match(fixes.get(`[0].${name}`)!, /^(missing|wrong-version)/);
        }
        for (const key of ["ResourceARN", "ServiceType", "Host"])
          assert.match(fixes.get(`[1].${key}`)!, /^missing.*write \*/);
        return true;
      },
    );
  });

  it("are refused as a plan, with the plan's name for each key", () => {
    const { problems } = checkPlan({ rules: [production, critical] as unknown[] as RuleInput[] });
    const fixes = new Map(problems.map((problem) => [problem.path, problem.fix]));
    assert.equal(fixes.get("rules[0].urlPath"), "A plan calls it path.");
    assert.match(fixes.get("rules[0].priority")!, /order of the list is the order of evaluation/);
    assert.equal(fixes.get("rules[1].fixedRate"), "A plan calls it rate.");
  });
});

describe("the two rules of the first guide, in X-Ray's spelling", () => {
  const spelt = [production, critical].map((rule) => ({
    RuleName: rule.ruleName,
    ResourceARN: "*",
    Priority: rule.priority,
    FixedRate: rule.fixedRate,
    ReservoirSize: rule.reservoirSize,
    ServiceName: rule.service,
    ServiceType: "*",
    Host: "*",
    HTTPMethod: rule.httpMethod,
    URLPath: rule.urlPath,
    Version: 1,
  }));
  const findings = analyzeRules(parseXRayRules(spelt), { service: "pmp-api", criticalPaths });

  it("the catch-all with priority 1 takes all that the critical rule with priority 2 is for", () => {
    const [shadowed] = findings;
    assert.equal(shadowed!.code, "shadowed");
    assert.equal(shadowed!.severity, "error");
    assert.deepEqual([shadowed!.rule, ...shadowed!.others], ["pmp-api-critical", "pmp-api-production"]);
    assert.deepEqual(shadowed!.witness, { service: "pmp-api", method: "GET", path: "/api/stripe" });
    assert.match(shadowed!.message, /taken by pmp-api-production \(priority 1\).*lowest priority is evaluated first/);
  });

  it("a rate of 100 % leaves the reservoir of 100 without effect", () => {
    const found = findings.filter(({ code }) => code === "reservoir-without-effect");
    assert.deepEqual(
      found.map(({ rule }) => rule),
      ["pmp-api-critical"],
    );
  });

  it("none of the three critical paths has a rule that requests get to", () => {
    const found = findings.filter(({ code }) => code === "critical-path-uncovered");
    assert.deepEqual(
      found.map(({ witness }) => witness!.path),
      ["/api/stripe", "/api/subscriptions", "/api/auth"],
    );
  });
});

describe("the two rules of the first guide, as a plan", () => {
  const rules: RuleInput[] = [
    { name: "pmp-api-production", path: "*", rate: 0.1, reservoir: 10 },
    { name: "pmp-api-critical", path: "/api/stripe*", rate: 1, reservoir: 100 },
  ];

  it("can't be built in their order", () => {
    assert.throws(
      () => definePlan({ rules }),
      (error) => {
        assert.ok(error instanceof PlanError);
        assert.deepEqual(
          error.problems.map(({ code, path, value }) => [code, path, value]),
          [["shadowed", "rules[1]", '"pmp-api-critical"']],
        );
        assert.match(error.message, /Every request that it matches, such as GET \/api\/stripe .*pmp-api-production/);
        return true;
      },
    );
  });

  it("can't be built in the right order either when 8 requests per second make the 10 % untrue", () => {
    const traffic = { paths: [{ path: "/api/products", requestsPerSecond: 8 }] };
    const { problems } = checkPlan({ rules: [...rules].reverse(), traffic });
    assert.deepEqual(
      problems.map(({ code, path }) => [code, path]),
      [["reservoir-overrides-rate", "rules[1]"]],
    );
    assert.match(
      problems[0]!.fix,
      /says 10 %.*first 10 requests of each second.*8 requests per second.*9\d\.\d+ % is sampled/,
    );
  });

  it("cost $129 a month once their reservoir is in use every second, not $5 to $10", () => {
    const plan = definePlan({ rules: [{ ...rules[0]!, rate: 0 }] });
    const traffic = { paths: [{ path: "/", requestsPerSecond: 1000 }] };
    const month = forecast(plan, traffic);
    assert.equal(Math.round(month.traces), 25_920_000);
    assert.equal(month.monthlyUsd.toFixed(2), "129.10");
  });
});
