import assert from "node:assert/strict";
import { definePlan } from "@pmp/model";
import { toFallbackFile } from "@pmp/planning";
import { DEFAULT_RULE, PlanError, parseFallbackFile, parseXRayRules } from "@pmp/sampling";

function problemsOf(run: () => unknown): string[][] {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof PlanError, String(error));
    return error.problems.map(({ code, path, fix }) => [code, path, fix]);
  }
  assert.fail("accepted");
}

const [rule] = definePlan({ rules: [{ name: "a", path: "/a*", rate: 1 }] }).rules;

describe("parseFallbackFile", () => {
  it("reads back what toFallbackFile writes, also through JSON", () => {
    const file = toFallbackFile(
      definePlan({ preset: "prod", rules: [{ name: "x", rate: 1, path: "/x*", attributes: { tier: "g?ld" } }] }),
    );
    assert.deepEqual(parseFallbackFile(JSON.parse(JSON.stringify(file))), file);
  });

  it("puts the rules in order of evaluation and adds the Default rule that X-Ray always has", () => {
    const rules = [
      { ...rule, RuleName: "c", Priority: 2 },
      { ...rule, RuleName: "b", Priority: 1 },
      { ...rule, RuleName: "B", Priority: 1 },
    ];
    const names = parseFallbackFile({ version: 1, SamplingRules: rules }).SamplingRules.map((r) => r.RuleName);
    assert.deepEqual(names, ["B", "b", "c", "Default"]);
    assert.deepEqual(parseFallbackFile({ version: 1, SamplingRules: [] }).SamplingRules, [DEFAULT_RULE]);
  });

  it("keeps a Default rule whose rate the account changed", () => {
    const changed = { ...DEFAULT_RULE, FixedRate: 0.5 };
    assert.deepEqual(parseFallbackFile({ version: 1, SamplingRules: [changed] }).SamplingRules, [changed]);
  });

  it("names every problem with its path", () => {
    const broken = {
      version: 2,
      SamplingRules: [
        { ...rule, Priority: 0, FixedRate: "1" },
        { ...rule, Priority: 10000, URLPath: "x".repeat(129), Version: 3 },
        { ...DEFAULT_RULE, Priority: 1 },
        "rule",
      ],
      more: 1,
    };
    assert.deepEqual(
      problemsOf(() => parseFallbackFile(broken)).map(([code, path]) => [code, path]),
      [
        ["unknown-key", "more"],
        ["wrong-version", "version"],
        ["out-of-range", "SamplingRules[0].Priority"],
        ["wrong-type", "SamplingRules[0].FixedRate"],
        ["out-of-range", "SamplingRules[1].Priority"],
        ["out-of-range", "SamplingRules[1].URLPath"],
        ["wrong-version", "SamplingRules[1].Version"],
        ["out-of-range", "SamplingRules[2].Priority"],
        ["wrong-type", "SamplingRules[3]"],
      ],
    );
  });

  it("refuses a second rule of the same name", () => {
    const problems = problemsOf(() =>
      parseFallbackFile({ version: 1, SamplingRules: [rule, { ...rule, Priority: 2 }] }),
    );
    assert.deepEqual(
      problems.map(([code, path]) => [code, path]),
      [["duplicate-name", "SamplingRules[1].RuleName"]],
    );
  });
});

describe("parseXRayRules", () => {
  it("knows X-Ray's names for keys in another spelling", () => {
    const problems = problemsOf(() => parseXRayRules([{ ...rule, urlPath: "/x", service: "s" }]));
    assert.deepEqual(problems, [
      ["unknown-key", "[0].urlPath", "X-Ray calls it URLPath."],
      ["unknown-key", "[0].service", "X-Ray calls it ServiceName."],
    ]);
  });

  it("reads a boost, with the member that AWS does not document", () => {
    const boost = { MaxRate: 0.5, CooldownWindowMinutes: 10 };
    for (const SamplingRateBoost of [boost, { ...boost, DisableDefaultAnomalyDetection: true }]) {
      assert.deepEqual(parseXRayRules([{ ...rule, SamplingRateBoost }]), [{ ...rule, SamplingRateBoost }]);
    }
  });

  it("names everything that is wrong with a boost", () => {
    const boosts = [{ MaxRate: 1 }, { MaxRate: 1.5, CooldownWindowMinutes: 0.5, more: 1 }, "high"];
    const rules = boosts.map((SamplingRateBoost, index) => ({ ...rule, RuleName: `r${index}`, SamplingRateBoost }));
    assert.deepEqual(
      problemsOf(() => parseXRayRules(rules)).map(([code, path]) => [code, path]),
      [
        ["missing", "[0].SamplingRateBoost.CooldownWindowMinutes"],
        ["unknown-key", "[1].SamplingRateBoost.more"],
        ["out-of-range", "[1].SamplingRateBoost.MaxRate"],
        ["out-of-range", "[1].SamplingRateBoost.CooldownWindowMinutes"],
        ["wrong-type", "[2].SamplingRateBoost"],
      ],
    );
  });
});
