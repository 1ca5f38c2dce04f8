import assert from "node:assert/strict";
import fc from "fast-check";
import { explain } from "@pmp/planning";
import { DEFAULT_RULE, compileRules } from "@pmp/sampling";
import type { SamplingRequest, XRaySamplingRule } from "@pmp/sampling";
import { defined, matchesByDefinition } from "./reference.ts";

const rule = (fields: Partial<XRaySamplingRule>): XRaySamplingRule => ({
  ...DEFAULT_RULE,
  RuleName: "r",
  Priority: 1,
  ...fields,
});
const matches = (fields: Partial<XRaySamplingRule>, request: SamplingRequest): boolean =>
  compileRules([rule(fields)]).match(request) !== undefined;

describe("a pattern", () => {
  const cases: [string, string, boolean][] = [
    ["/api/stripe*", "/api/stripe", true],
    ["/api/stripe*", "/api/stripe/charges/7", true],
    ["/api/stripe*", "/v1/api/stripe", false],
    ["/API/Stripe*", "/api/STRIPE/x", true],
    ["*/health", "/api/health", true],
    ["*/health", "/api/health?full=1", false],
    ["/a?c", "/abc", true],
    ["/a?c", "/ac", false],
    ["/a?c", "/abbc", false],
    ["/*/x/*/y", "/1/x/2/3/y", true],
    ["/*/x/*/y", "/1/x/y", false],
    ["a*a", "a", false],
    ["a*b*b", "a-b", false],
    ["/a.c", "/abc", false],
    ["/(a|b)+", "/a", false],
    ["**", "", true],
    ["?*", "", false],
    ["/?", "/😀", true],
    ["/??", "/😀", false],
    ["/?*?", "/😀", false],
    ["/😀?", "/😀a", true],
    ["/😀?", "/😀", false],
    ["/*😀?", "/a😀😀", true],
  ];
  for (const [pattern, path, expected] of cases) {
    it(`${pattern} ${expected ? "matches" : "does not match"} ${path === "" ? "the empty text" : path}`, () => {
      assert.equal(matches({ URLPath: pattern }, { path }), expected);
      assert.equal(defined(pattern, path), expected);
    });
  }

  it("agrees with the definition of the language for any pattern and text", () => {
    const letters = fc.constantFrom("a", "b", "A", "/", "é", "😀", "🚀");
    const pattern = fc.string({ unit: fc.oneof(letters, fc.constantFrom("*", "?")), minLength: 1, maxLength: 8 });
    const text = fc.string({ unit: letters, maxLength: 10 });
    fc.assert(
      fc.property(pattern, text, (p, t) => assert.equal(matches({ URLPath: p }, { path: t }), defined(p, t))),
      { numRuns: 20_000 },
    );
  });

  it("with many stars is decided at once, not in exponential time", () => {
    assert.equal(matches({ URLPath: "*a".repeat(60) + "b" }, { path: "a".repeat(10_000) }), false);
  });
});

describe("a rule", () => {
  it("needs all of its fields to match", () => {
    const fields = {
      ServiceName: "shop*",
      ServiceType: "AWS::EKS::*",
      Host: "*.example.com",
      HTTPMethod: "GET",
      URLPath: "/a*",
      ResourceARN: "arn:aws:eks:*",
      Attributes: { tier: "gold" },
    };
    const request = {
      service: "Shop-API",
      serviceType: "aws::eks::container",
      host: "www.EXAMPLE.com",
      method: "get",
      path: "/A/b",
      resourceArn: "arn:aws:eks:us-east-1:1:cluster/c",
      attributes: { tier: "GOLD", other: "x" },
    };
    assert.equal(matches(fields, request), true);
    const wrong: SamplingRequest = {
      service: "x",
      serviceType: "x",
      host: "x",
      method: "x",
      path: "x",
      resourceArn: "x",
      attributes: { tier: "x" },
    };
    for (const key of Object.keys(wrong)) {
      assert.equal(matches(fields, { ...request, [key]: wrong[key as keyof SamplingRequest] }), false, `wrong ${key}`);
      assert.equal(matches(fields, { ...request, [key]: undefined }), false, `no ${key}`);
    }
  });

  it("takes a host with its port, as AWS's own SDK compares it, and without, as OpenTelemetry's samplers do", () => {
    const hosts = ["shop", "shop:8080", "shop:443", "[::1]:8080", "[::1]", "shop.example.com:8080", "Shop:8080"];
    const cases: [string, string[]][] = [
      ["shop", ["shop", "shop:8080", "shop:443", "Shop:8080"]],
      ["shop:8080", ["shop:8080", "Shop:8080"]],
      ["*:8080", ["shop:8080", "[::1]:8080", "shop.example.com:8080", "Shop:8080"]],
      ["[::1]", ["[::1]:8080", "[::1]"]],
      ["*.example.com", ["shop.example.com:8080"]],
      ["????", ["shop", "shop:8080", "shop:443", "Shop:8080"]],
    ];
    for (const [Host, expected] of cases) {
      assert.deepEqual(
        hosts.filter((host) => matches({ Host }, { host })),
        expected,
        Host,
      );
      for (const host of hosts) {
        const { winner } = explain([rule({ Host })], { host });
        assert.equal(winner !== undefined, expected.includes(host), `${Host} explained for ${host}`);
      }
    }
  });

  it("matches a missing value only by *", () => {
    assert.equal(matches({}, {}), true);
    for (const key of ["ServiceName", "ServiceType", "Host", "HTTPMethod", "URLPath", "ResourceARN"]) {
      assert.equal(matches({ [key]: "**" }, {}), false, key);
    }
  });

  it("needs an attribute to be there even when any value will do, and its own, not an inherited one", () => {
    assert.equal(matches({ Attributes: { tier: "*" } }, { attributes: { other: "x" } }), false);
    assert.equal(matches({ Attributes: { tier: "*" } }, { attributes: { tier: "x" } }), true);
    assert.equal(matches({ Attributes: { constructor: "*" } }, { attributes: {} }), false);
  });
});

describe("the order of evaluation", () => {
  const names = (rules: XRaySamplingRule[], request: SamplingRequest = { path: "/a" }): string | undefined =>
    compileRules(rules).match(request)?.RuleName;

  it("takes the lowest priority that matches, wherever it stands in the list", () => {
    const rules = [rule({ RuleName: "late", Priority: 9 }), rule({ RuleName: "early", Priority: 2, URLPath: "/a*" })];
    assert.equal(names(rules), "early");
    assert.equal(names(rules, { path: "/b" }), "late");
  });

  it("takes the lower name between equal priorities, upper case before lower case", () => {
    assert.equal(names([rule({ RuleName: "b" }), rule({ RuleName: "a" })]), "a");
    assert.equal(names([rule({ RuleName: "a" }), rule({ RuleName: "B" })]), "B");
  });

  it("ends at the Default rule, and nowhere without it", () => {
    const only = rule({ URLPath: "/b*" });
    assert.equal(names([only, DEFAULT_RULE]), "Default");
    assert.equal(names([only]), undefined);
  });

  it("is not disturbed by an earlier request of another service", () => {
    const rules = compileRules([
      rule({ RuleName: "one", ServiceName: "one" }),
      rule({ RuleName: "two", ServiceName: "two" }),
    ]);
    const decided = ["one", "two", "one", undefined, "two"].map(
      (service) => rules.match(service === undefined ? {} : { service })?.RuleName,
    );
    assert.deepEqual(decided, ["one", "two", "one", undefined, "two"]);
  });

  it("is kept with many rules whose paths begin alike, for every path and without one", () => {
    const letters = fc.constantFrom("/", "a", "b", "A");
    const prefix = fc.string({ unit: letters, maxLength: 5 });
    const path = fc.tuple(prefix, fc.constantFrom("", "*", "?", "*a", "?b*")).map((parts) => parts.join("") || "*");
    const text = fc.option(fc.string({ unit: letters, maxLength: 7 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.array(path, { maxLength: 40 }),
        fc.array(text, { minLength: 1, maxLength: 20 }),
        (paths, texts) => {
          const list = paths.map((URLPath, index) => rule({ RuleName: `r${index}`, Priority: index + 1, URLPath }));
          const compiled = compileRules(list);
          for (const asked of texts) {
            const request = asked === undefined ? {} : { path: asked };
            assert.equal(
              compiled.match(request),
              list.find((one) => matchesByDefinition(one, request)),
            );
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is right for more services than are remembered", () => {
    const list = Array.from({ length: 100 }, (_, index) => rule({ RuleName: `r${index}`, ServiceName: `s${index}` }));
    const compiled = compileRules(list);
    for (let round = 0; round < 2; round++) {
      for (const [index, one] of list.entries()) assert.equal(compiled.match({ service: `S${index}` }), one);
    }
    // A missing value is not the text that stands for it.
    assert.equal(compileRules([rule({ ServiceName: "null" })]).match({}), undefined);
  });

  it("leaves the list that it was given as it was", () => {
    const rules = [rule({ RuleName: "b", Priority: 2 }), rule({ RuleName: "a", Priority: 1 })];
    compileRules(rules);
    assert.deepEqual(
      rules.map((r) => r.RuleName),
      ["b", "a"],
    );
  });
});
