import assert from "node:assert/strict";
import { definePlan } from "@pmp/model";
import { PLATFORMS, analyzeRules } from "@pmp/planning";
import { DEFAULT_RULE, compileRules } from "@pmp/sampling";
import type { AnalysisOptions, Finding } from "@pmp/planning";
import type { XRaySamplingRule } from "@pmp/sampling";
import { matchesByDefinition, rule } from "../sampling/reference.ts";

const rest = rule("rest", 9000);
const shop = { service: "shop" };

function find(rules: XRaySamplingRule[], options: AnalysisOptions = shop): Finding[] {
  const findings = analyzeRules(rules, options);
  for (const finding of findings) {
    assert.ok(finding.message !== "" && finding.fix !== "", finding.code);
  }
  return findings;
}

const brief = (findings: readonly Finding[]): unknown[] =>
  findings.map(({ code, severity, rule: name, others }) => [code, severity, name, ...others]);

/** The one finding, whose witness must be a request that the rule matches and that one of the others decides. */
function taken(rules: XRaySamplingRule[], options: AnalysisOptions = shop): unknown[] {
  const findings = find(rules, options);
  assert.equal(findings.length, 1, JSON.stringify(findings));
  const [{ rule: name, others, witness }] = findings as [Finding];
  assert.ok(witness);
  assert.ok(
    matchesByDefinition(
      rules.find((one) => one.RuleName === name)!,
      witness,
    ),
    JSON.stringify(witness),
  );
  const decider = compileRules(rules).match(witness)!.RuleName;
  assert.ok(others.includes(decider), `${decider} decides ${JSON.stringify(witness)}`);
  return brief(findings)[0] as unknown[];
}

describe("shadowed", () => {
  const cases: [string, Partial<XRaySamplingRule>, Partial<XRaySamplingRule>][] = [
    ["a catch-all before a path", {}, { URLPath: "/api/stripe*" }],
    ["a wider path", { URLPath: "/api/*" }, { URLPath: "/api/stripe*" }],
    ["case does not count", { URLPath: "/API/*" }, { URLPath: "/api/x" }],
    ["a star that can be one character", { URLPath: "/a*" }, { URLPath: "/a?" }],
    ["a star that can be nothing", { URLPath: "/a*b" }, { URLPath: "/ab" }],
    ["two stars in one", { URLPath: "/*a*" }, { URLPath: "/*ba*b" }],
    ["question marks and stars in another order", { URLPath: "/*?" }, { URLPath: "/?*x" }],
    ["the same path, any method", { URLPath: "/a*" }, { URLPath: "/a*", HTTPMethod: "POST" }],
    ["a wider host", { Host: "*.example.com" }, { Host: "api.example.com", URLPath: "/a*" }],
    ["an attribute more", { Attributes: { tier: "g*" } }, { Attributes: { tier: "gold", kind: "*" } }],
    ["the name of the one service", { ServiceName: "sh*" }, { ServiceName: "*", URLPath: "/a*" }],
  ];
  for (const [title, wide, narrow] of cases) {
    it(title, () => {
      const found = find([rule("first", 1, wide), rule("second", 2, narrow), rest]).filter(
        ({ severity }) => severity === "error",
      );
      // A wide rule that takes everything shadows the last one too.
      assert.deepEqual(brief(found)[0], ["shadowed", "error", "second", "first"]);
      assert.ok(matchesByDefinition(rule("second", 2, narrow), found[0]!.witness!));
    });
  }

  const notShadowed: [string, Partial<XRaySamplingRule>, Partial<XRaySamplingRule>][] = [
    ["the specific before the general", { URLPath: "/api/stripe*" }, { URLPath: "/api/*" }],
    ["other paths", { URLPath: "/a*" }, { URLPath: "/b*" }],
    ["paths that differ in their ends only", { URLPath: "/*/a" }, { URLPath: "/*/b" }],
    ["one character is not none", { URLPath: "/a?" }, { URLPath: "/a" }],
    ["an attribute that need not be there", { Attributes: { tier: "*" } }, { URLPath: "/a*" }],
    ["requests without a path", { URLPath: "/*" }, {}],
    ["requests without a host", { Host: "?*" }, { URLPath: "/a*" }],
  ];
  for (const [title, one, other] of notShadowed) {
    it(`not: ${title}`, () => {
      const errors = find([rule("first", 1, one), rule("second", 2, other)]).filter(
        ({ severity }) => severity === "error",
      );
      assert.deepEqual(errors, []);
    });
  }

  it("says which rule takes all of which, with a request, the reason and the fix", () => {
    const [finding] = find([rule("all", 1), rule("pay", 2, { URLPath: "/pay*" })]);
    assert.deepEqual(finding!.witness, { service: "shop", method: "GET", path: "/pay" });
    assert.match(finding!.message, /GET \/pay .*taken by all \(priority 1\).*lowest priority is evaluated first/);
    assert.equal(finding!.fix, "Evaluate pay before all.");
  });
});

describe("duplicate", () => {
  it("two rules for the same requests, also in another spelling", () => {
    const rules = [rule("first", 1, { URLPath: "/a**?" }), rule("second", 2, { URLPath: "/A?*" }), rest];
    assert.deepEqual(taken(rules), ["duplicate", "error", "second", "first"]);
  });
});

describe("unreachable", () => {
  it("one rule that two others cover together, by method", () => {
    const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE", "_OTHER"];
    const each = methods.map((method, index) => rule(method, index + 1, { URLPath: "/a*", HTTPMethod: method }));
    const last = rule("any", 100, { URLPath: "/a*", HTTPMethod: "?*" });
    assert.deepEqual(taken([...each, last, rest]), ["unreachable", "error", "any", ...methods]);
    assert.deepEqual(find([...each.slice(1), last, rest]), [], "GET is left for it");
  });

  it("one rule that two others cover together, by path, and names only those that are needed", () => {
    const rules = [
      rule("unneeded", 1, { URLPath: "/a/xyz*" }),
      rule("short", 2, { URLPath: "/a/?" }),
      rule("long", 3, { URLPath: "/a/??*" }),
      rule("some", 4, { URLPath: "/a/?*" }),
      rest,
    ];
    const errors = find(rules).filter(({ severity }) => severity === "error");
    assert.deepEqual(brief(errors), [["unreachable", "error", "some", "short", "long"]]);
  });

  it("not: what is left is a character that no pattern names", () => {
    const rules = [
      rule("a", 1, { URLPath: "/a*" }),
      rule("slash", 2, { URLPath: "//*" }),
      rule("b", 3, { URLPath: "/?" }),
    ];
    const errors = find([...rules, rest]).filter(({ severity }) => severity === "error");
    assert.deepEqual(errors, []);
  });

  it("not: what several cover but for one text", () => {
    const rules = [
      rule("short", 1, { URLPath: "/a?" }),
      rule("long", 2, { URLPath: "/a??*" }),
      rule("a", 3, { URLPath: "/a*" }),
    ];
    assert.deepEqual(
      find([...rules, rest]).filter(({ severity }) => severity === "error"),
      [],
    );
  });
});

describe("overlapping", () => {
  it("two rules that share requests, neither of which contains the other", () => {
    const rules = [rule("post", 1, { HTTPMethod: "POST" }), rule("pay", 2, { URLPath: "/pay*", FixedRate: 1 }), rest];
    assert.deepEqual(taken(rules), ["overlapping", "warning", "pay", "post"]);
  });

  it("is only good to know when both decide alike", () => {
    const rules = [rule("a", 1, { URLPath: "/a*" }), rule("b", 2, { URLPath: "/*b" }), rest];
    assert.deepEqual(taken(rules), ["overlapping", "info", "b", "a"]);
  });
});

describe("a rule that never matches", () => {
  it("by the service that is configured", () => {
    const rules = [rule("other", 1, { ServiceName: "store*", URLPath: "/a*" }), rest];
    const [finding] = find(rules);
    assert.deepEqual(brief([finding!]), [["never-matches-service", "error", "other"]]);
    assert.deepEqual(finding!.witness, { service: "shop", method: "GET", path: "/a" });
    assert.match(finding!.message, /store\* does not match shop/);
  });

  it("by the platform", () => {
    const rules = [rule("ecs", 1, { ServiceType: "AWS::ECS::Container" }), rest];
    const [finding] = find(rules, { ...shop, platform: "aws_eks" });
    assert.deepEqual(brief([finding!]), [["never-matches-platform", "error", "ecs"]]);
    assert.match(finding!.message, /AWS::ECS::Container does not match AWS::EKS::Container/);
    for (const platform of PLATFORMS.filter((name) => name !== "aws_ecs")) {
      assert.equal(find(rules, { ...shop, platform })[0]!.code, "never-matches-platform", platform);
    }
    assert.deepEqual(
      find(rules, { ...shop, platform: "aws_ecs" }).map(({ code }) => code),
      ["duplicate"],
    );
  });

  for (const type of ["AWS::ECS::Fargate", "AWS::ECS::EC2"]) {
    it(`by a launch type of ECS, ${type}, with the reason, and following the fix makes it match`, () => {
      for (const runtime of [shop, { ...shop, platform: "aws_ecs" as const }]) {
        const [finding] = find([rule("fargate", 1, { ServiceType: type, URLPath: "/a*" }), rest], runtime);
        assert.deepEqual(brief([finding!]), [["never-matches-platform", "error", "fargate"]]);
        assert.match(finding!.message, /All of ECS reports AWS::ECS::Container: the launch type is in the origin/);
        const written = /^Write serviceType: (\S+),/.exec(finding!.fix)?.[1];
        assert.deepEqual(find([rule("fargate", 1, { ServiceType: written!, URLPath: "/a*" }), rest], runtime), []);
      }
      const [elsewhere] = find([rule("fargate", 1, { ServiceType: type }), rest], { ...shop, platform: "aws_eks" });
      assert.match(elsewhere!.fix, /^Write serviceType: AWS::EKS::Container,/);
    });
  }

  it("by a service type that no platform has", () => {
    const [finding] = find([rule("typo", 1, { ServiceType: "AWS::EKS:Container" }), rest]);
    assert.deepEqual(brief([finding!]), [["never-matches-platform", "error", "typo"]]);
  });

  it("by a path that begins with no slash", () => {
    const [finding] = find([rule("pay", 1, { URLPath: "api/pay*" }), rest]);
    assert.deepEqual(brief([finding!]), [["never-matches-path", "error", "pay"]]);
    assert.equal(finding!.fix, "Write path: /api/pay*.");
  });

  it("by a method that is none", () => {
    const found = find([rule("typo", 1, { HTTPMethod: "G?T?" }), rest]);
    assert.deepEqual(brief(found), [["never-matches-method", "error", "typo"]]);
  });

  it("is not looked at any further", () => {
    const rules = [rule("other", 1, { ServiceName: "store", URLPath: "/exact", FixedRate: 1, ReservoirSize: 9 }), rest];
    assert.deepEqual(brief(find(rules)), [["never-matches-service", "error", "other"]]);
  });

  it("does not shadow others", () => {
    const rules = [rule("other", 1, { ServiceName: "store" }), rule("pay", 2, { URLPath: "/pay*" }), rest];
    assert.deepEqual(brief(find(rules)), [["never-matches-service", "error", "other"]]);
  });
});

describe("critical paths", () => {
  const critical = { ...shop, criticalPaths: ["/pay*"] };

  it("need a rule of their own", () => {
    const [finding] = find([rule("orders", 1, { URLPath: "/orders*" }), rest], critical);
    assert.deepEqual(brief([finding!]), [["critical-path-uncovered", "error", "", "orders"]]);
    assert.deepEqual(finding!.witness, { service: "shop", method: "GET", path: "/pay" });
  });

  it("need it for each request", () => {
    const [finding] = find([rule("pay", 1, { URLPath: "/pay/*" }), rest], critical);
    assert.equal(finding!.witness!.path, "/pay");
    const [post] = find([rule("pay", 1, { URLPath: "/pay*", HTTPMethod: "GET" }), rest], critical);
    assert.equal(post!.code, "critical-path-uncovered");
    assert.notEqual(post!.witness!.method, "GET");
  });

  it("are covered by one rule or by several, not by one for all paths", () => {
    assert.deepEqual(find([rule("pay", 1, { URLPath: "/pa*" }), rest], critical), []);
    const two = [rule("root", 1, { URLPath: "/pay" }), rule("more", 2, { URLPath: "/pay?*" }), rest];
    assert.deepEqual(
      find(two, critical).map(({ code }) => code),
      ["path-without-wildcard"],
    );
    assert.deepEqual(
      find([rule("all", 1, { URLPath: "/*" }), rest], critical).map(({ code }) => code),
      ["critical-path-uncovered"],
    );
  });
});

describe("the list as a whole", () => {
  it("requests that fall to the Default rule", () => {
    const [finding] = find([rule("pay", 1, { URLPath: "/pay*" })]);
    assert.deepEqual(brief([finding!]), [["falls-to-default", "warning", "Default"]]);
    assert.equal(compileRules([rule("pay", 1, { URLPath: "/pay*" })]).match(finding!.witness!), undefined);
    assert.deepEqual(find([rest]), []);
  });

  it("equal priorities", () => {
    const rules = [rule("a", 1, { URLPath: "/a*" }), rule("b", 1, { URLPath: "/b*" }), rest];
    assert.deepEqual(brief(find(rules)), [["equal-priority", "error", "b", "a"]]);
  });

  it("more rules than one GetSamplingTargets call reports, the Default rule included", () => {
    const rules = Array.from({ length: 24 }, (_, index) => rule(`r${index}`, index + 1, { URLPath: `/${index}/*` }));
    assert.deepEqual(find([...rules.slice(0, 23), rest]), []);
    assert.deepEqual(brief(find([...rules, rest])), [["too-many-to-report", "warning", "rest"]]);
  });

  it("the Default rule in the list is not counted or compared", () => {
    assert.deepEqual(find([rest, DEFAULT_RULE]), []);
  });

  it("errors come first, then warnings, then what is good to know", () => {
    const rules = [
      rule("exact", 1, { URLPath: "/a" }),
      rule("all", 2, { FixedRate: 1, ReservoirSize: 5 }),
      rule("late", 3, { URLPath: "/b*" }),
    ];
    assert.deepEqual(
      find(rules).map(({ severity }) => severity),
      ["error", "warning", "info"],
    );
  });
});

describe("a single rule", () => {
  it("a reservoir that a rate of 100 % leaves nothing to do", () => {
    const found = find([rule("pay", 1, { URLPath: "/pay*", FixedRate: 1, ReservoirSize: 100 }), rest]);
    assert.deepEqual(brief(found), [["reservoir-without-effect", "warning", "pay"]]);
  });

  it("a path that a query makes another", () => {
    const found = find([rule("health", 1, { URLPath: "/health" }), rest]);
    assert.deepEqual(brief(found), [["path-without-wildcard", "info", "health"]]);
    assert.equal(compileRules([rule("health", 1, { URLPath: "/health" })]).match(found[0]!.witness!), undefined);
  });
});

describe("the presets", () => {
  for (const preset of ["dev", "staging", "prod"] as const) {
    it(`${preset}: nothing is found, with the seed's critical paths covered`, () => {
      const plan = definePlan(
        { preset, criticalPaths: ["/api/stripe*", "/api/subscriptions*", "/api/auth*"] },
        { platform: "aws_eks" },
      );
      assert.deepEqual(plan.findings, []);
      assert.deepEqual(analyzeRules(plan.rules), find([...plan.rules], {}), "for any process");
    });
  }
});
