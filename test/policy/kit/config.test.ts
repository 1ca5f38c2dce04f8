import assert from "node:assert/strict";
import { z } from "zod";
import { POLICIES } from "../../../policy/policies.ts";
import { ConfigError, configReader, optionSchemas, unique } from "../../../policy/kit/config.ts";

const shape = {
  count: z.int().min(1).max(9).default(3).describe("How many."),
  share: z.number().min(0).max(1).default(0.5).describe("How much."),
  names: unique(z.array(z.string().min(1)).min(1))
    .default(["a"])
    .describe("Which."),
  level: z.enum(["low", "high"]).default("low").describe("How high."),
  days: z
    .record(z.string(), z.string().regex(/^\d{4}$/))
    .default({})
    .describe("When."),
  paths: z
    .array(z.strictObject({ path: z.string().regex(/^\/[^*]*$/), rate: z.number() }))
    .default([])
    .describe("Where."),
};
const read = configReader("some-policy", shape);

function problemsOf(given: object): readonly string[] {
  try {
    read(given);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems.map((problem) => {
      assert.ok(problem.endsWith(" See docs/policies.md#some-policy."));
      return problem.slice("some-policy.".length, -" See docs/policies.md#some-policy.".length);
    });
  }
}

describe("the options of a policy", () => {
  it("get their defaults, and are read once", () => {
    const given = { count: 4 };
    assert.deepEqual(read(given), { count: 4, share: 0.5, names: ["a"], level: "low", days: {}, paths: [] });
    assert.equal(read(given), read(given));
  });

  it("are refused with path, what is allowed and the value: every problem at once", () => {
    assert.deepEqual(
      problemsOf({ count: 0, share: 1.5, names: [""], level: "middle", days: { spring: "May" }, colour: "red" }),
      [
        "colour: there is no such option.",
        "count: must be >= 1; given: 0.",
        "share: must be <= 1; given: 1.5.",
        'names.0: must be >= 1 characters; given: "".',
        'level: must be one of "low", "high"; given: "middle".',
        'days.spring: must match /^\\d{4}$/; given: "May".',
      ],
    );
    assert.deepEqual(problemsOf({ count: 1.5, share: "1", names: [], paths: [{ path: "/a", rates: 1 }, 7] }), [
      "paths.0.rates: there is no such option.",
      "count: must be integer; given: 1.5.",
      'share: must be number; given: "1".',
      "names: must be >= 1 items; given: [].",
      "paths.0.rate: is missing.",
      "paths.1: must be object; given: 7.",
    ]);
    assert.deepEqual(problemsOf({ names: ["b", "b"] }), ['names: must name nothing twice; given: ["b","b"].']);
  });

  it("are described as JSON Schema, with nothing that zod adds of its own", () => {
    assert.deepEqual(optionSchemas({ ...shape, any: z.int().default(1).describe("Any.") }), {
      count: { type: "integer", minimum: 1, maximum: 9, default: 3, description: "How many." },
      share: { type: "number", minimum: 0, maximum: 1, default: 0.5, description: "How much." },
      names: {
        type: "array",
        items: { type: "string", minLength: 1 },
        minItems: 1,
        uniqueItems: true,
        default: ["a"],
        description: "Which.",
      },
      level: { type: "string", enum: ["low", "high"], default: "low", description: "How high." },
      days: {
        type: "object",
        additionalProperties: { type: "string", pattern: "^\\d{4}$" },
        default: {},
        description: "When.",
      },
      paths: {
        type: "array",
        items: {
          type: "object",
          properties: { path: { type: "string", pattern: "^/[^*]*$" }, rate: { type: "number" } },
          required: ["path", "rate"],
          additionalProperties: false,
        },
        default: [],
        description: "Where.",
      },
      any: { type: "integer", default: 1, description: "Any." },
    });
  });
});

/** Every pattern in a schema. */
function patterns(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(patterns);
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === "pattern" && typeof value === "string" ? [value] : patterns(value),
  );
}

/** What JavaScript has and Go has not: https://github.com/google/re2/wiki/Syntax */
const NOT_IN_GO = /\\u|\\c[A-Za-z]|\\k<|\\[1-9]|\(\?(?:[=!]|<[=!])/;

describe("the patterns of all options", () => {
  it("are ones that Pulumi's engine, a program in Go, can read: it refuses the whole pack for one that it can't", () => {
    const all = POLICIES.flatMap(({ options }) => patterns(options));
    assert.ok(all.length >= 3);
    assert.deepEqual(
      all.filter((pattern) => NOT_IN_GO.test(pattern)),
      [],
    );
    for (const pattern of ["^[^\\u2028]*$", "^(?!a)", "(?<=a)b", "(a)\\1"]) assert.match(pattern, NOT_IN_GO);
  });
});
