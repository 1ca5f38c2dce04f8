import assert from "node:assert/strict";
import { definePlan } from "@pmp/model";
import { toFallbackFile } from "@pmp/planning";
import type { PlanInput } from "@pmp/planning";

/** Name, priority, path, rate and reservoir of each rule, in order of evaluation. */
function outline(input: PlanInput, service = "shop"): unknown[][] {
  return definePlan(input, { service }).rules.map((r) => [
    r.RuleName,
    r.Priority,
    r.URLPath,
    r.FixedRate,
    r.ReservoirSize,
  ]);
}

describe("presets", () => {
  const specific = [
    ["shop-stripe", 1000, "/api/stripe*", 1, 1],
    ["shop-subscriptions", 1100, "/api/subscriptions*", 1, 1],
    ["shop-auth", 1200, "/api/auth*", 1, 1],
    ["shop-health", 1300, "/api/health*", 0.01, 0],
  ];
  for (const [preset, rate] of [["dev", 1] as const, ["staging", 0.5] as const, ["prod", 0.1] as const]) {
    it(`${preset}: critical paths all, health 1 %, the rest ${rate * 100} %`, () => {
      assert.deepEqual(outline({ preset }), [...specific, ["shop-default-traffic", 9000, "*", rate, 0]]);
    });
  }

  it("match the API's service and nothing else by default", () => {
    const fields = definePlan({ preset: "prod" }, { service: "shop" }).rules.map((rule) => [
      rule.ServiceName,
      rule.ServiceType,
      rule.Host,
      rule.HTTPMethod,
    ]);
    assert.deepEqual(fields, Array(5).fill(["shop", "*", "*", "*"]));
  });

  it("are for pmp-api when no service is named", () => {
    assert.equal(definePlan({ preset: "prod" }).rules[0]!.RuleName, "pmp-api-stripe");
  });

  it("keep to X-Ray's 32 characters with a long service name, and apart for two services that begin alike", () => {
    const [one, other] = ["a".repeat(63) + "1", "a".repeat(63) + "2"].map((service) =>
      definePlan({ preset: "prod" }, { service }).rules.map((rule) => rule.RuleName),
    );
    for (const name of [...one!, ...other!]) assert.ok(name.length <= 32, name);
    assert.equal(new Set([...one!, ...other!]).size, 10);
  });
});

describe("rules of the settings", () => {
  it("replace the preset's rule of the same name, in its place", () => {
    const rules = outline({ preset: "prod", rules: [{ name: "shop-auth", path: "/login*", rate: 0.5 }] });
    assert.deepEqual(rules[2], ["shop-auth", 1200, "/login*", 0.5, 0]);
    assert.equal(rules.length, 5);
  });

  it("replace the preset's catch-all and stay last", () => {
    const rules = outline({
      preset: "prod",
      rules: [
        { name: "shop-default-traffic", rate: 0.02 },
        { name: "orders", path: "/orders*", rate: 1 },
      ],
    });
    assert.deepEqual(rules.slice(-2), [
      ["orders", 1400, "/orders*", 1, 0],
      ["shop-default-traffic", 9000, "*", 0.02, 0],
    ]);
  });

  it("go before the preset's catch-all in the order of the list", () => {
    const rules = outline({
      preset: "prod",
      rules: [
        { name: "orders", path: "/orders*", rate: 1 },
        { name: "carts", path: "/carts*", rate: 1 },
      ],
    });
    assert.deepEqual(
      rules.map((rule) => rule.slice(0, 2)),
      [
        ["shop-stripe", 1000],
        ["shop-subscriptions", 1100],
        ["shop-auth", 1200],
        ["shop-health", 1300],
        ["orders", 1400],
        ["carts", 1500],
        ["shop-default-traffic", 9000],
      ],
    );
  });

  it("are the whole plan without a preset; a last rule for all takes the catch-all's priority", () => {
    const rules = [
      { name: "orders", path: "/orders*", rate: 1 },
      { name: "rest", rate: 0.1 },
    ];
    assert.deepEqual(
      outline({ rules }).map((rule) => rule.slice(0, 2)),
      [
        ["orders", 1000],
        ["rest", 9000],
      ],
    );
  });

  it("keep their own method, host, service, type and attributes", () => {
    const rule = {
      name: "gold",
      path: "/a*",
      method: "POST",
      host: "*.example.com",
      service: "other*",
      serviceType: "AWS::EKS::Container",
      rate: 0.25,
      reservoir: 3,
      attributes: { tier: "gold*" },
    };
    const plan = definePlan({ rules: [rule] }, { service: "other-api" });
    assert.deepEqual(plan.rules, [
      {
        RuleName: "gold",
        ResourceARN: "*",
        Priority: 1000,
        FixedRate: 0.25,
        ReservoirSize: 3,
        ServiceName: "other*",
        ServiceType: "AWS::EKS::Container",
        Host: "*.example.com",
        HTTPMethod: "POST",
        URLPath: "/a*",
        Version: 1,
        Attributes: { tier: "gold*" },
      },
    ]);
  });
});

describe("before", () => {
  const orders = { name: "orders", path: "/orders*", rate: 1 };

  it("places a rule in the gap and changes no other priority", () => {
    const rules = [{ name: "webhook", path: "/api/stripe/webhook*", rate: 0.5, before: "shop-stripe" }];
    const [first, ...rest] = outline({ preset: "prod", rules });
    assert.deepEqual(first, ["webhook", 500, "/api/stripe/webhook*", 0.5, 0]);
    assert.deepEqual(rest, outline({ preset: "prod" }));
  });

  it("lets a later rule in the same gap leave the earlier ones as they were", () => {
    const one = { name: "one", path: "/one*", rate: 1, before: "shop-auth" };
    const two = { name: "two", path: "/two*", rate: 1, before: "shop-auth" };
    const before = outline({ preset: "prod", rules: [one] });
    const after = outline({ preset: "prod", rules: [one, two] });
    assert.deepEqual(
      after.filter((rule) => rule[0] !== "two"),
      before,
    );
    assert.deepEqual(
      after.slice(2, 5).map((rule) => rule.slice(0, 2)),
      [
        ["one", 1150],
        ["two", 1175],
        ["shop-auth", 1200],
      ],
    );
  });

  it("refuses a rule that is not there and a gap that is full, and names the place", () => {
    const inserts = Array.from({ length: 8 }, (_, index) => ({
      name: `rule-${index}`,
      path: `/${index}*`,
      rate: 1,
      before: "shop-auth",
    }));
    const unknown = { ...orders, before: "nothing" };
    assert.throws(
      () => outline({ preset: "prod", rules: [...inserts, unknown] }),
      (error: Error & { problems: { code: string; path: string }[] }) => {
        assert.deepEqual(
          error.problems.map(({ code, path }) => [code, path]),
          [
            ["no-priority-left", "rules[7].before"],
            ["unknown-rule", "rules[8].before"],
          ],
        );
        return true;
      },
    );
  });
});

describe("the rules of a plan and toFallbackFile", () => {
  const plan = definePlan({
    rules: [
      { name: "gold", path: "/a*", method: "POST", rate: 0.25, reservoir: 3, attributes: { tier: "gold" } },
      { name: "rest", rate: 0.1 },
    ],
  });
  const gold = {
    RuleName: "gold",
    ResourceARN: "*",
    Priority: 1000,
    FixedRate: 0.25,
    ReservoirSize: 3,
    ServiceName: "pmp-api",
    ServiceType: "*",
    Host: "*",
    HTTPMethod: "POST",
    URLPath: "/a*",
    Version: 1,
    Attributes: { tier: "gold" },
  };

  it("have every field that CreateSamplingRule requires", () => {
    assert.deepEqual(plan.rules[0], gold);
    assert.deepEqual(plan.rules.length, 2);
    assert.ok(!("Attributes" in plan.rules[1]!));
  });

  it("end the file with X-Ray's own Default rule: 1 per second and 5 %", () => {
    const file = toFallbackFile(plan);
    assert.equal(file.version, 1);
    assert.deepEqual(file.SamplingRules.slice(0, 2), plan.rules);
    const { RuleName, Priority, FixedRate, ReservoirSize, URLPath } = file.SamplingRules[2]!;
    assert.deepEqual([RuleName, Priority, FixedRate, ReservoirSize, URLPath], ["Default", 10000, 0.05, 1, "*"]);
  });
});
