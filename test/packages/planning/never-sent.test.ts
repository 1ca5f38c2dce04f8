import assert from "node:assert/strict";
import { checkPlan } from "@pmp/model";
import { compileRules, parseFallbackFile } from "@pmp/sampling";
import type { RuleInput } from "@pmp/planning";
import type { SamplingRequest } from "@pmp/sampling";
import fc from "fast-check";

const REST = { name: "rest", path: "*", rate: 0.1 };
const PLATFORM = { service: "shop", platform: "aws_eks" } as const;

function check(rule: Partial<RuleInput>): ReturnType<typeof checkPlan> {
  return checkPlan({ rules: [{ name: "own", rate: 1, ...rule }, REST] }, PLATFORM);
}

/** Everything that is said of the rule, except what is only good to know. */
function fixesOf(rule: Partial<RuleInput>): string[] {
  const { findings } = check(rule);
  return findings.filter(({ severity, rule: name }) => severity !== "info" && name === "own").map(({ fix }) => fix);
}

/** Does what the fixes say. */
function follow(rule: Partial<RuleInput>): Partial<RuleInput> {
  const members = fixesOf(rule).map((fix) => {
    const found = /^Write (path|host|method|serviceType): (\S+?)[,.](?: |$)/.exec(fix);
    assert.ok(found, fix);
    return [found[1], found[2]];
  });
  return { ...rule, ...(Object.fromEntries(members) as Partial<RuleInput>) };
}

/** Which rule decides a request of the service. */
function decides(rule: Partial<RuleInput>, request: SamplingRequest): string | undefined {
  const { plan } = check(rule);
  assert.ok(plan, JSON.stringify(rule));
  const all = { service: "shop", serviceType: "AWS::EKS::Container", method: "GET", host: "shop.example.com" };
  return compileRules(plan.rules).match({ ...all, ...request })?.RuleName;
}

/** Patterns in other notations, and a request that was meant. */
const OTHER: readonly (readonly [Partial<RuleInput>, SamplingRequest])[] = [
  [{ path: "https://shop.example.com/pay*" }, { path: "/pay/1" }],
  [{ path: "/https://shop.example.com/pay*" }, { path: "/pay/1" }],
  [{ path: "https://shop.example.com" }, { path: "/" }],
  [{ path: "shop.example.com/pay*" }, { path: "/pay/1" }],
  [{ path: "^/api/v[0-9]+/.*$" }, { path: "/api/v1/orders" }],
  [{ path: "/^/api/v[0-9]+/.*$" }, { path: "/api/v1/orders" }],
  [{ path: String.raw`^\/api\/users\/\d+$` }, { path: "/api/users/17" }],
  [{ path: "/api/(orders|carts)/.+" }, { path: "/api/carts/1" }],
  [{ path: "/users/{id}" }, { path: "/users/17" }],
  [{ path: "/users/{id}/orders" }, { path: "/users/17/orders" }],
  [{ path: "/files/{proxy+}" }, { path: "/files/a/b" }],
  [{ path: "/users/:id/orders" }, { path: "/users/17/orders" }],
  [{ path: String.raw`/users/:id(\d+)` }, { path: "/users/17" }],
  [{ path: "/users/<int:id>" }, { path: "/users/17" }],
  [{ path: "/a|/b" }, { path: "/b" }],
  [{ path: "/pay?id=*" }, { path: "/pay" }],
  [{ path: "/café*" }, { path: "/caf%C3%A9/menu" }],
  [{ path: "/a#b" }, { path: "/a" }],
  [{ path: "/a b" }, { path: "/a%20b" }],
  [{ path: "/orders* " }, { path: "/orders/1" }],
  [
    { path: "/m*", method: "GET|POST" },
    { path: "/m", method: "POST" },
  ],
  [
    { path: "/m*", method: "GET,POST" },
    { path: "/m", method: "POST" },
  ],
  [
    { path: "/m*", method: "GETS" },
    { path: "/m", method: "GET" },
  ],
  [
    { path: "/m*", method: " POST" },
    { path: "/m", method: "POST" },
  ],
  [{ path: "/m*", host: "https://shop.example.com" }, { path: "/m" }],
  [{ path: "/m*", host: "https://shop.example.com/m" }, { path: "/m" }],
  [{ path: "/m*", host: "shop.example.com:443" }, { path: "/m" }],
  [{ path: "/m*", host: "shop.example.com/pay" }, { path: "/m" }],
  [{ path: "/m*", host: " shop.example.com" }, { path: "/m" }],
  [{ path: "/m*", host: "a.example.com|shop.example.com" }, { path: "/m" }],
  [{ path: "/m*", host: String.raw`^shop\.example\.com$` }, { path: "/m" }],
  [
    { path: "/m*", host: "bücher.example" },
    { path: "/m", host: "xn--bcher-kva.example" },
  ],
  [{ path: "/m*", serviceType: "AWS::ECS::Fargate" }, { path: "/m" }],
];

describe("a pattern in another notation than X-Ray's", () => {
  for (const [rule, request] of OTHER) {
    it(`is found, and the printed fix makes it match: ${JSON.stringify(rule)}`, () => {
      assert.notDeepEqual(fixesOf(rule), [], "found");
      const followed = follow(rule);
      assert.deepEqual(fixesOf(followed), [], JSON.stringify(followed));
      assert.equal(decides(followed, request), "own", JSON.stringify(followed));
    });
  }

  it("is not suspected where a request can have it", () => {
    for (const rule of [
      ...[
        "/",
        "*",
        "/api/*",
        "/Products(5)",
        "/$metadata",
        "/a+b",
        "/~user",
        "/a=b;c,d",
        "/report.*",
        "/static/**/*.js",
      ],
      ...["/caf%C3%A9*", "/v1/things:batch", "/@scope/name", "/order?", "/img!.png", "/it's", "/list[0]"],
    ].map((path) => ({ path }))) {
      assert.deepEqual(fixesOf(rule), [], rule.path);
    }
    for (const method of ["get", "P*", "PURGE", "M-SEARCH", "_OTHER"])
      assert.deepEqual(fixesOf({ path: "/a*", method }), []);
    for (const host of ["shop.example.com:8080", "*.example.com", "10.0.0.1", "[::1]:3000", "shop"]) {
      if (host.startsWith("[")) continue;
      assert.deepEqual(fixesOf({ path: "/a*", host }), [], host);
    }
  });

  it("never stays found after its fix, whatever it is", () => {
    const signs = fc.constantFrom(
      ..."/abc:{}[]()^$|\\.*+?#%<>= é,".split(""),
      "https://",
      "\\d",
      ".com",
      ":id",
      "{id}",
    );
    fc.assert(
      fc.property(fc.array(signs, { minLength: 1, maxLength: 12 }), (parts) => {
        const path = parts.join("");
        const once = follow({ path });
        assert.deepEqual(fixesOf(once), [], `${path} → ${String(once.path)}`);
      }),
      { numRuns: 2000 },
    );
  });

  it("is refused as a critical path, with the pattern to write", () => {
    const { problems } = checkPlan({ preset: "prod", criticalPaths: ["/api/auth/{id}"] });
    assert.deepEqual(
      problems.map(({ path, fix }) => [path, fix]),
      [["criticalPaths[0]", "Write /api/auth/*."]],
    );
  });
});

describe("what `aws xray get-sampling-rules` prints", () => {
  const base = { ResourceARN: "*", ReservoirSize: 1, ServiceType: "*", Host: "*", HTTPMethod: "*", Version: 1 };
  const arn = "arn:aws:xray:us-east-1:123456789012:sampling-rule/x";
  const rules = [
    { ...base, RuleName: "Default", RuleARN: arn, Priority: 10000, FixedRate: 0.05, ServiceName: "*", URLPath: "*" },
    { ...base, RuleName: "rest", RuleARN: arn, Priority: 9000, FixedRate: 0.1, ServiceName: "*", URLPath: "*" },
    { ...base, RuleName: "orders", RuleARN: arn, Priority: 100, FixedRate: 1, ServiceName: "shop", URLPath: "/o*" },
  ].map((rule) => ({ ...rule, Attributes: {} }));
  const records = rules.map((SamplingRule) => ({ SamplingRule, CreatedAt: 0, ModifiedAt: "2026-01-01T00:00:00Z" }));

  it("can be pasted into a plan, with or without the records around", () => {
    for (const pasted of [rules, records]) {
      const { plan, problems } = checkPlan({ rules: pasted as unknown as RuleInput[] }, PLATFORM);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        plan?.rules.map(({ RuleName, URLPath, FixedRate, ServiceName }) => [RuleName, URLPath, FixedRate, ServiceName]),
        [
          ["orders", "/o*", 1, "shop"],
          ["rest", "*", 0.1, "*"],
        ],
      );
    }
  });

  it("is a fallback file as it is", () => {
    const { SamplingRules } = parseFallbackFile({ SamplingRuleRecords: records });
    assert.deepEqual(
      SamplingRules.map(({ RuleName }) => RuleName),
      ["orders", "rest", "Default"],
    );
    assert.deepEqual(parseFallbackFile({ version: 1, SamplingRules: rules }).SamplingRules, SamplingRules);
  });

  it("is still checked", () => {
    const wrong = [{ ...rules[2], FixedRate: 7 }];
    const { problems } = checkPlan({ rules: wrong as unknown as RuleInput[] }, PLATFORM);
    assert.deepEqual(
      problems.map(({ path }) => path),
      ["rules[0].FixedRate"],
    );
  });
});

describe("keys of other rule files", () => {
  it("are named by the plan's own word: X-Ray's SDKs, Terraform", () => {
    const rule = {
      rule_name: "a",
      url_path: "/a",
      http_method: "GET",
      fixed_rate: 0.1,
      reservoir_size: 1,
      service_name: "*",
    };
    const { problems } = checkPlan({
      version: 2,
      default: { rate: 1 },
      rules: [{ ...rule, fixed_target: 1 }],
    } as never);
    const fixes = new Map(problems.map(({ path, fix }) => [path, fix]));
    for (const [key, word] of Object.entries({
      rule_name: "name",
      url_path: "path",
      http_method: "method",
      fixed_rate: "rate",
      reservoir_size: "reservoir",
      service_name: "service",
      fixed_target: "reservoir",
    })) {
      assert.equal(fixes.get(`rules[0].${key}`), `A plan calls it ${word}.`);
    }
    assert.match(fixes.get("version") ?? "", /leave it out/);
    assert.match(fixes.get("default") ?? "", /the last of rules, with path: \*/);
  });
});

describe("numbers of a plan that are written as text", () => {
  it("are taken when there is no doubt", () => {
    const { plan } = checkPlan({ rules: [{ name: "a", path: "*", rate: "0.5", reservoir: "2" }] } as never);
    assert.deepEqual([plan?.rules[0]?.FixedRate, plan?.rules[0]?.ReservoirSize], [0.5, 2]);
    for (const rate of ["50%", "0,5", "01", "", " 1", "1_0"]) {
      assert.equal(checkPlan({ rules: [{ name: "a", path: "*", rate }] } as never).plan, undefined, rate);
    }
  });
});
