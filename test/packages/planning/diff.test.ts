import assert from "node:assert/strict";
import fc from "fast-check";
import { definePlan } from "@pmp/model";
import { diffRules, formatDiff, toFallbackFile } from "@pmp/planning";
import { compileRules } from "@pmp/sampling";
import type { PlanInput } from "@pmp/planning";
import type { XRaySamplingRule } from "@pmp/sampling";
import { matchesByDefinition, rule } from "../sampling/reference.ts";

const rulesOf = (input: PlanInput): XRaySamplingRule[] => toFallbackFile(definePlan(input)).SamplingRules;
const process = { service: "pmp-api" };

describe("diffRules", () => {
  it("finds nothing between two that are alike", () => {
    const rules = rulesOf({ preset: "prod" });
    const found = diffRules(rules, structuredClone(rules), process);
    assert.deepEqual(found, { added: [], removed: [], changed: [], decisions: [], complete: true });
    assert.equal(formatDiff(found, ["one", "other"]), "one and other have the same rules.");
  });

  it("names the field that differs between prod and staging, and the requests that this concerns", () => {
    const found = diffRules(rulesOf({ preset: "prod" }), rulesOf({ preset: "staging" }), process);
    assert.equal(
      formatDiff(found, ["prod", "staging"]),
      [
        "~ pmp-api-default-traffic",
        "    FixedRate: 0.1 → 0.5",
        "! GET / (service=pmp-api): samples 10 % (pmp-api-default-traffic) → samples 50 % (pmp-api-default-traffic)",
      ].join("\n"),
    );
  });

  it("names rules that only one has, and every decision that changes hands", () => {
    const found = diffRules(
      rulesOf({ preset: "prod" }),
      rulesOf({
        preset: "prod",
        rules: [{ name: "hook", path: "/api/stripe/hook*", rate: 0, before: "pmp-api-stripe" }],
      }),
      process,
    );
    assert.deepEqual(
      found.added.map((one) => one.RuleName),
      ["hook"],
    );
    assert.deepEqual(
      found.decisions.map(({ request, from, to }) => [request.path, from.RuleName, to.RuleName]),
      [["/api/stripe/hook", "pmp-api-stripe", "hook"]],
    );
    assert.equal(found.removed.length, 0);
  });

  it("does not mind the order of attributes", () => {
    const one = rule("r", 1, { Attributes: { a: "1", b: "2" } });
    const other = rule("r", 1, { Attributes: { b: "2", a: "1" } });
    assert.deepEqual(diffRules([one], [other]).changed, []);
  });

  it("finds exactly the pairs of rules between which some request of a small set is decided by another rule", () => {
    const texts = ["/"];
    for (let from = 0; texts.length < 364; from++)
      texts.push(...["a", "b", "c"].map((letter) => texts[from]! + letter));
    const path = fc
      .array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 2 })
      .map((symbols) => `/${symbols.join("")}`);
    const list = fc
      .array(fc.record({ URLPath: path, FixedRate: fc.constantFrom(0.1, 0.2, 0.3) }), { maxLength: 4 })
      .map((all) => [...all.map((fields, index) => rule(`r${index}`, index + 1, fields)), rule("rest", 9000)]);
    fc.assert(
      fc.property(list, list, (from, to) => {
        const expected = new Set<string>();
        for (const text of texts) {
          const [one, other] = [from, to].map((rules) => rules.find((r) => matchesByDefinition(r, { path: text }))!);
          if (one!.FixedRate !== other!.FixedRate) expected.add(`${one!.RuleName} ${other!.RuleName}`);
        }
        const { decisions } = diffRules(from, to, process);
        for (const { request, from: one, to: other } of decisions) {
          assert.equal(compileRules(from).match(request)!.RuleName, one.RuleName);
          assert.equal(compileRules(to).match(request)!.RuleName, other.RuleName);
        }
        const found = decisions.filter(({ request }) => request.path !== undefined);
        assert.deepEqual(found.map((d) => `${d.from.RuleName} ${d.to.RuleName}`).sort(), [...expected].sort());
      }),
      { numRuns: 500 },
    );
  });

  it("says so when the patterns are too hard to compare", () => {
    const hard = (letter: string): XRaySamplingRule[] =>
      Array.from({ length: 6 }, (_, index) =>
        rule(`r${index}`, index + 1, { URLPath: `/*${letter}${"?".repeat(40 + index)}*z?`, FixedRate: index / 10 }),
      );
    const found = diffRules(hard("a"), hard("b"));
    assert.equal(found.complete, false);
    assert.match(formatDiff(found, ["one", "other"]), /there may be more/);
  });
});
