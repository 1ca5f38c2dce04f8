import assert from "node:assert/strict";
import fc from "fast-check";
import { analyzeRules } from "@pmp/planning";
import { compileRules } from "@pmp/sampling";
import type { SamplingRequest, XRaySamplingRule } from "@pmp/sampling";
import { matchesByDefinition, rule } from "../sampling/reference.ts";

/** All requests of a small set: paths of up to five of three letters, or none; each method, or none. */
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE", "_OTHER"];
/** The second takes two UTF-16 units, and is one character. */
const LETTERS = ["a", "😀", "c"];
const paths = ["/"];
for (let from = 0, length = 0; length < 5; length++) {
  const to = paths.length;
  for (; from < to; from++) paths.push(...LETTERS.map((letter) => paths[from]! + letter));
}
const requests: SamplingRequest[] = [...paths, undefined].flatMap((path) =>
  [...METHODS, undefined].map((method) => ({
    service: "s",
    ...(path !== undefined && { path }),
    ...(method !== undefined && { method }),
  })),
);

/** Patterns of up to four letters, stars and question marks, the third letter never among them. */
const pattern = fc
  .array(fc.constantFrom("a", "😀", "*", "?"), { maxLength: 3 })
  .map((symbols) => `/${symbols.join("")}`);
const path = fc.oneof({ weight: 6, arbitrary: pattern }, fc.constantFrom("*", "*a", "**", "?*😀"));
const method = fc.constantFrom("*", "*", "GET", "P*", "?*", "POST");
const rules = fc
  .array(fc.record({ URLPath: path, HTTPMethod: method, FixedRate: fc.constantFrom(0.1, 0.5) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((list) => list.map((fields, index) => rule(`r${index}`, index + 1, fields)));

/** The requests of the small set that a rule matches, by the definition. */
const cache = new Map<string, ReadonlySet<number>>();
function matched(one: XRaySamplingRule): ReadonlySet<number> {
  const key = `${one.URLPath} ${one.HTTPMethod}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const found = new Set(requests.flatMap((request, index) => (matchesByDefinition(one, request) ? [index] : [])));
  cache.set(key, found);
  return found;
}

const subset = (one: ReadonlySet<number>, other: ReadonlySet<number>): boolean => [...one].every((n) => other.has(n));
const disjoint = (one: ReadonlySet<number>, other: ReadonlySet<number>): boolean => ![...one].some((n) => other.has(n));

describe("analysis, against all requests of a small set", () => {
  it("calls a rule shadowed, duplicate or unreachable exactly when no request gets to it, for the right reason", () => {
    fc.assert(
      fc.property(rules, (list) => {
        const findings = analyzeRules(list, { service: "s" });
        const live: XRaySamplingRule[] = [];
        for (const one of list) {
          const own = matched(one);
          const before = live.map(matched);
          const wide = before.some((set) => subset(own, set));
          const gone = [...own].every((request) => before.some((set) => set.has(request)));
          const codes = findings.filter((f) => f.rule === one.RuleName && f.severity === "error").map((f) => f.code);
          const expected = wide
            ? subset(
                before.find((set) => subset(own, set))!,
                own,
              )
              ? "duplicate"
              : "shadowed"
            : "unreachable";
          assert.deepEqual(codes, gone ? [expected] : [], JSON.stringify(one));
          if (!gone) live.push(one);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("calls two rules overlapping exactly when they share requests and each has some of its own", () => {
    fc.assert(
      fc.property(rules, (list) => {
        const findings = analyzeRules(list, { service: "s" });
        const dead = new Set(findings.filter((f) => f.severity === "error").map((f) => f.rule));
        const live = list.filter((one) => !dead.has(one.RuleName));
        const expected = live.flatMap((one, index) =>
          live.slice(0, index).flatMap((other) => {
            const [a, b] = [matched(one), matched(other)];
            const crossing = !disjoint(a, b) && !subset(a, b) && !subset(b, a);
            return crossing ? [`${one.RuleName} ${other.RuleName}`] : [];
          }),
        );
        const found = findings.filter((f) => f.code === "overlapping").map((f) => `${f.rule} ${f.others.join()}`);
        assert.deepEqual(found.sort(), expected.sort());
      }),
      { numRuns: 2000 },
    );
  });

  it("gives witnesses that show what they say", () => {
    fc.assert(
      fc.property(rules, (list) => {
        for (const { code, rule: name, others, witness } of analyzeRules(list, { service: "s" })) {
          if (witness === undefined || code === "path-without-wildcard") continue;
          const decider = compileRules(list).match(witness)?.RuleName;
          if (code === "falls-to-default") assert.equal(decider, undefined);
          else {
            assert.ok(
              matchesByDefinition(
                list.find((one) => one.RuleName === name)!,
                witness,
              ),
            );
            assert.notEqual(decider, name);
            // The first rule of the list may take the request even before the one that the finding is about.
            const first = list.find((one) => matchesByDefinition(one, witness))!;
            assert.equal(decider, first.RuleName);
            assert.ok(
              others.some((other) =>
                matchesByDefinition(
                  list.find((one) => one.RuleName === other)!,
                  witness,
                ),
              ),
            );
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("ends in an answer, not in a hang, for patterns that are made to be hard", () => {
    const hard = Array.from({ length: 12 }, (_, index) =>
      rule(`hard-${index}`, index + 1, { URLPath: `/*${String.fromCharCode(97 + index)}${"?".repeat(40)}*z?` }),
    );
    const codes = analyzeRules(hard, { service: "s" }).map((finding) => finding.code);
    assert.ok(codes.includes("too-hard-to-decide"), codes.join());
  });
});
