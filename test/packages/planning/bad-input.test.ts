import assert from "node:assert/strict";
import fc from "fast-check";
import { definePlan } from "@pmp/model";
import { PlanError, parseFallbackFile, parseXRayRules } from "@pmp/sampling";
import type { PlanContext, PlanInput } from "@pmp/planning";
import type { Problem } from "@pmp/sampling";

/** What comes out of a YAML file has no type: these take anything, as the functions must. */
const planOf = (input: unknown, context?: unknown): unknown => definePlan(input as PlanInput, context as PlanContext);

function problemsOf(run: () => unknown): readonly Problem[] {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof PlanError, String(error));
    assert.ok(error.problems.length > 0);
    return error.problems;
  }
  assert.fail("accepted");
}

const at = (problems: readonly Problem[]): string[][] => problems.map(({ code, path, value }) => [code, path, value]);
const good = { name: "a", path: "/a*", rate: 1 };

describe("a plan that is wrong", () => {
  const cases: [string, unknown, string[][]][] = [
    ["no object", 7, [["wrong-type", "", "7"]]],
    ["empty", {}, [["empty-plan", "", "{}"]]],
    ["unknown preset", { preset: "live" }, [["wrong-type", "preset", '"live"']]],
    ["unknown key", { preset: "prod", rule: [] }, [["unknown-key", "rule", '"rule"']]],
    ["rules no list", { rules: good }, [["wrong-type", "rules", JSON.stringify(good)]]],
    ["rule no object", { rules: [null] }, [["wrong-type", "rules[0]", "null"]]],
    [
      "no name, no rate",
      { rules: [{}] },
      [
        ["missing", "rules[0].name", "(not set)"],
        ["missing", "rules[0].rate", "(not set)"],
      ],
    ],
    ["rate 1.5", { rules: [{ ...good, rate: 1.5 }] }, [["out-of-range", "rules[0].rate", "1.5"]]],
    ["rate -0.1", { rules: [{ ...good, rate: -0.1 }] }, [["out-of-range", "rules[0].rate", "-0.1"]]],
    ["rate NaN", { rules: [{ ...good, rate: NaN }] }, [["out-of-range", "rules[0].rate", "NaN"]]],
    ["rate in words", { rules: [{ ...good, rate: "10%" }] }, [["wrong-type", "rules[0].rate", '"10%"']]],
    ["reservoir -1", { rules: [{ ...good, reservoir: -1 }] }, [["out-of-range", "rules[0].reservoir", "-1"]]],
    ["reservoir 0.5", { rules: [{ ...good, reservoir: 0.5 }] }, [["out-of-range", "rules[0].reservoir", "0.5"]]],
    [
      "name of 33",
      { rules: [{ ...good, name: "n".repeat(33) }] },
      [["out-of-range", "rules[0].name", `"${"n".repeat(33)}"`]],
    ],
    ["name Default", { rules: [{ ...good, name: "Default" }] }, [["reserved-name", "rules[0].name", '"Default"']]],
    ["empty path", { rules: [{ ...good, path: "" }] }, [["out-of-range", "rules[0].path", '""']]],
    [
      "method of 11",
      { rules: [{ ...good, method: "M".repeat(11) }] },
      [["out-of-range", "rules[0].method", '"MMMMMMMMMMM"']],
    ],
    ["line break", { rules: [{ ...good, host: "a\nb" }] }, [["not-printable", "rules[0].host", '"a\\nb"']]],
    ["same name", { rules: [good, { ...good, path: "/b*" }] }, [["duplicate-name", "rules[1].name", '"a"']]],
    [
      "attribute no text",
      { rules: [{ ...good, attributes: { tier: 1 } }] },
      [["wrong-type", "rules[0].attributes.tier", "1"]],
    ],
    [
      "six attributes",
      { rules: [{ ...good, attributes: { a: "*", b: "*", c: "*", d: "*", e: "*", f: "*" } }] },
      [["out-of-range", "rules[0].attributes", '"6 attributes"']],
    ],
    [
      "a preset's rule that is moved",
      { preset: "prod", rules: [{ name: "pmp-api-auth", rate: 1, before: "pmp-api-stripe" }] },
      [["fixed-place", "rules[0].before", '"pmp-api-stripe"']],
    ],
    [
      "26 rules",
      { rules: Array.from({ length: 26 }, (_, index) => ({ name: `r${index}`, path: `/${index}/*`, rate: 1 })) },
      [["too-many-rules", "rules", '"26 rules"']],
    ],
  ];
  for (const [title, input, expected] of cases) {
    it(title, () => assert.deepEqual(at(problemsOf(() => planOf(input))), expected));
  }

  it("accepts exactly the limits", () => {
    const rule = {
      name: "n".repeat(32),
      path: `/${"p".repeat(126)}*`,
      method: "GET".padEnd(10, "*"),
      host: "h".repeat(64),
      serviceType: "AWS::EKS::Container",
      rate: 0,
      reservoir: 0,
    };
    const plan = definePlan({ rules: [rule] }, { service: "s".repeat(64) });
    assert.equal(plan.rules[0]!.RuleName, rule.name);
  });

  it("accepts more than 25 rules where AWS raised the quota", () => {
    const rules = Array.from({ length: 30 }, (_, index) => ({ name: `r${index}`, path: `/${index}/*`, rate: 1 }));
    assert.equal(definePlan({ rules }, { maxRules: 30 }).rules.length, 30);
  });

  it("names all problems at once, each with what is allowed and a fix", () => {
    const input = {
      preset: "live",
      rules: [
        { ...good, rate: 2 },
        { name: "", rate: "x" },
      ],
      extra: 1,
    };
    const problems = problemsOf(() => planOf(input, { service: "a*", extra: 1 }));
    assert.deepEqual(problems.map((problem) => problem.path).sort(), [
      "context.extra",
      "context.service",
      "extra",
      "preset",
      "rules[0].rate",
      "rules[1].name",
      "rules[1].rate",
    ]);
    for (const problem of problems) assert.ok(problem.allowed !== "" && problem.fix !== "");
  });

  it("names all problems of one rule at once", () => {
    const wrong = {
      name: "",
      path: 1,
      method: "",
      host: "",
      service: 2,
      serviceType: "",
      rate: 2,
      reservoir: -1,
      before: "",
    };
    const problems = problemsOf(() => planOf({ rules: [{ ...wrong, attributes: { "": "x", a: 1 }, extra: 1 }] }));
    assert.deepEqual(
      new Set(problems.map(({ path }) => path.replace("rules[0].", ""))),
      new Set([...Object.keys(wrong), "attributes key", "attributes.a", "extra"]),
    );
  });

  it("is told what X-Ray's own keys are called in a plan", () => {
    const problems = problemsOf(() => planOf({ rules: [{ ...good, fixedRate: 0.1, priority: 1 }] }));
    assert.deepEqual(
      problems.map(({ path, fix }) => [path, fix]),
      [
        ["rules[0].fixedRate", "A plan calls it rate."],
        [
          "rules[0].priority",
          "The order of the list is the order of evaluation, and the priority follows from it: leave it out.",
        ],
      ],
    );
  });
});

describe("garbage", function () {
  // Thousands of inputs: on a busy machine they take more than the usual time.
  this.timeout(120_000);
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
  });
  const ruleKeys = [
    "name",
    "path",
    "method",
    "host",
    "service",
    "serviceType",
    "rate",
    "reservoir",
    "attributes",
    "before",
  ];
  const ruleLike = fc.dictionary(fc.constantFrom(...ruleKeys), fc.oneof(anything, fc.string(), fc.double()));
  const pathLike = fc.record(
    {
      path: fc.oneof(fc.constant("/a"), anything),
      requestsPerSecond: fc.oneof(fc.double(), anything),
      method: anything,
    },
    { requiredKeys: [] },
  );
  const trafficLike = fc.record(
    {
      paths: fc.oneof(fc.array(fc.oneof(pathLike, anything), { maxLength: 3 }), anything),
      instances: fc.oneof(fc.integer(), anything),
      daily: fc.oneof(fc.array(fc.double(), { minLength: 24, maxLength: 24 }), anything),
    },
    { requiredKeys: [] },
  );
  const search = fc.record(
    { spansPerTrace: fc.oneof(fc.nat(), anything), bytesPerSpan: anything },
    { requiredKeys: [] },
  );
  const usageLike = fc.record(
    { daysPerMonth: anything, insights: anything, transactionSearch: fc.oneof(search, anything) },
    { requiredKeys: [] },
  );
  const planLike = fc.record(
    {
      preset: fc.oneof(fc.constant("prod"), anything),
      rules: fc.oneof(fc.array(fc.oneof(ruleLike, anything)), anything),
      criticalPaths: fc.oneof(fc.array(fc.oneof(fc.string(), anything)), anything),
      traffic: fc.oneof(trafficLike, anything),
      usage: fc.oneof(usageLike, anything),
      maxMonthlyUsd: fc.oneof(fc.double(), anything),
    },
    { requiredKeys: [] },
  );
  const xrayKeys = [
    "RuleName",
    "ResourceARN",
    "Priority",
    "FixedRate",
    "ReservoirSize",
    "ServiceName",
    "URLPath",
    "Attributes",
  ];
  const xrayLike = fc.array(fc.oneof(fc.dictionary(fc.constantFrom(...xrayKeys), anything), anything));

  function onlyPlanErrors(run: () => unknown): void {
    try {
      run();
    } catch (error) {
      assert.ok(error instanceof PlanError, String(error));
      assert.ok(error.problems.length > 0);
    }
  }

  it("in a plan or its context throws nothing but PlanError", () => {
    fc.assert(
      fc.property(fc.oneof(planLike, anything), fc.oneof(fc.constant({}), anything), (input, context) =>
        onlyPlanErrors(() => planOf(input, context)),
      ),
      { numRuns: 2000 },
    );
  });

  it("in one place of a plan that is otherwise right throws nothing but PlanError", () => {
    const right = {
      preset: "prod",
      rules: [{ name: "a", path: "/a*", rate: 0.5 }],
      criticalPaths: ["/api/stripe*"],
      traffic: { paths: [{ path: "/a", requestsPerSecond: 5 }] },
      usage: { insights: true },
      maxMonthlyUsd: 1000,
    };
    assert.deepEqual(definePlan(right as PlanInput).findings, []);
    const places = [
      ruleLike.map((rule) => ({ rules: [rule] })),
      trafficLike.map((traffic) => ({ traffic })),
      usageLike.map((usage) => ({ usage })),
      fc.double().map((maxMonthlyUsd) => ({ maxMonthlyUsd })),
      fc.array(fc.string({ minLength: 1 })).map((list) => ({ criticalPaths: list.map((text) => `/${text}`) })),
    ];
    fc.assert(
      fc.property(fc.oneof(...places), (wrong) => onlyPlanErrors(() => planOf({ ...right, ...wrong }))),
      { numRuns: 2000 },
    );
  });

  it("in a fallback file or a list of X-Ray rules throws nothing but PlanError", () => {
    const file = fc.record({ version: fc.constantFrom(1, 2), SamplingRules: xrayLike });
    fc.assert(
      fc.property(fc.oneof(file, xrayLike, anything), (input) => {
        onlyPlanErrors(() => parseFallbackFile(input));
        onlyPlanErrors(() => parseXRayRules(input));
      }),
      { numRuns: 2000 },
    );
  });

  it("of every kind can be shown", () => {
    const hostile = { toString: () => assert.fail(), toJSON: () => assert.fail() };
    for (const value of [hostile, 1n, Symbol("s"), () => 0, new Proxy({}, {}), [hostile]]) {
      problemsOf(() => planOf({ rules: [{ ...good, rate: value }] }));
    }
  });
});
