import assert from "node:assert/strict";
import fc from "fast-check";
import { compileRules, type SamplingRequest, type XRaySamplingRule } from "../../../../packages/sampling/src/index.ts";
import { target } from "./target.ts";

/** Few letters, so that patterns and texts meet often; `K` folds to `k`, and so does the Kelvin sign. */
const texts = fc.string({ unit: fc.constantFrom("a", "B", "/", "K", "\u212a", "é", "."), maxLength: 8 });
const patterns = fc.oneof(
  fc.constant("*"),
  fc.string({ unit: fc.constantFrom("a", "B", "/", "K", "é", ".", "*", "?"), maxLength: 8 }),
);

const rule = fc.record({
  RuleName: fc.constantFrom("a", "b", "c", "d", "Default"),
  Priority: fc.integer({ min: 1, max: 4 }),
  FixedRate: fc.constant(1),
  ReservoirSize: fc.constant(0),
  Version: fc.constant(1 as const),
  ResourceARN: patterns,
  ServiceName: patterns,
  ServiceType: patterns,
  Host: patterns,
  HTTPMethod: patterns,
  URLPath: patterns,
  Attributes: fc.dictionary(fc.constantFrom("x", "__proto__", "toString"), patterns, { maxKeys: 2 }),
});

const request = fc.record(
  {
    service: texts,
    serviceType: texts,
    resourceArn: texts,
    host: texts,
    method: texts,
    path: texts,
    attributes: fc.dictionary(fc.constantFrom("x", "__proto__", "toString"), texts, { maxKeys: 3 }),
  },
  { requiredKeys: [] },
);

/** X-Ray's wildcards as a regular expression: another way to the same answer. */
function like(pattern: string, value: string | undefined): boolean {
  if (pattern === "*") return true;
  if (value === undefined) return false;
  const source = Array.from(pattern.toLowerCase())
    .map((char) => (char === "*" ? "[^]*" : char === "?" ? "[^]" : char.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")))
    .join("");
  return new RegExp(`^${source}$`).test(value.toLowerCase());
}

function matches(rule: XRaySamplingRule, request: SamplingRequest): boolean {
  if (rule.RuleName === "Default") return true;
  const { attributes = {} } = request;
  return (
    like(rule.ServiceName, request.service) &&
    like(rule.ServiceType, request.serviceType) &&
    like(rule.ResourceARN, request.resourceArn) &&
    like(rule.Host, request.host) &&
    like(rule.HTTPMethod, request.method) &&
    like(rule.URLPath, request.path) &&
    Object.entries(rule.Attributes ?? {}).every(
      ([key, pattern]) => Object.hasOwn(attributes, key) && like(pattern, attributes[key]),
    )
  );
}

function firstMatch(rules: readonly XRaySamplingRule[], request: SamplingRequest): string | undefined {
  const inOrder = rules.toSorted(
    (one, other) => one.Priority - other.Priority || (one.RuleName < other.RuleName ? -1 : 1),
  );
  return inOrder.find((each) => matches(each, request))?.RuleName;
}

const rules = fc.uniqueArray(rule, { selector: ({ RuleName }) => RuleName, maxLength: 5 });

export const matching = target(
  "the matcher of sampling rules",
  fc.tuple(rules, fc.array(request, { minLength: 1, maxLength: 4 })),
  ([someRules, requests]) => {
    const compiled = compileRules(someRules);
    for (const each of requests) assert.equal(compiled.match(each)?.RuleName, firstMatch(someRules, each));
  },
);
