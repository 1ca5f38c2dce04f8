import assert from "node:assert/strict";
import * as policySdk from "@pulumi/policy";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import { z } from "zod";
import { ConfigError } from "../../../policy/kit/config.ts";
import { evaluatePolicies, isBlocking } from "../../../policy/kit/evaluate.ts";
import type { PackConfig } from "../../../policy/kit/pack-config.ts";
import type { Resource } from "../../../policy/kit/resource.ts";
import { sizeLimit, thing, uniqueNames } from "./support.ts";

// The SDK exports it, but leaves it out of its types.
const { unknownCheckingProxy } = z
  .object({ unknownCheckingProxy: z.custom<(props: unknown) => Resource["props"]>() })
  .parse({ ...policySdk });

const today = "2026-11-22";
const policies = [sizeLimit, uniqueNames];

function evaluate(resources: readonly Resource[], config: PackConfig = {}) {
  return evaluatePolicies(policies, resources, { config, today });
}

const problems = (config: PackConfig): readonly string[] => {
  try {
    evaluate([], config);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
};

describe("evaluating policies", () => {
  const two = [thing("a", { name: "x", size: 11 }), thing("b", { name: "x", size: 1 })];

  it("finds violations of single resources and of the stack, each by its resource", () => {
    const [size, unique] = evaluate([...two, { ...thing("c", { size: 99 }), type: "test:index:Other" }]);
    assert.deepEqual(
      [size!.checked, size!.violations],
      [2, [{ path: "size", message: "11 m is above 10 m.", urn: two[0]!.urn }]],
    );
    assert.deepEqual([unique!.checked, unique!.violations], [2, [{ message: "x is there twice.", urn: two[1]!.urn }]]);
  });

  it("takes a type by the beginning of its name where the policy says so", () => {
    const [size] = evaluate([{ ...thing("a", { size: 11 }), type: "test:other/deep:Thing" }]);
    assert.equal(size!.violations.length, 1);
  });

  it("neither passes nor fails what isn't known yet, and says what is known", () => {
    const inPreview = two.map((resource, index) => ({
      ...resource,
      props: unknownCheckingProxy({ ...resource.props, ...(index === 0 && { name: unknownValue }) }),
    }));
    const more = [...inPreview, thing("c", { name: "y" }), thing("d", { name: "y" })];
    const [size, unique] = evaluate(more);
    assert.equal(size!.violations.length, 1);
    assert.deepEqual(
      unique!.violations.map(({ message }) => message),
      ["y is there twice."],
    );
    assert.equal(unique!.undecided.length, 1);
    assert.match(unique!.undecided[0]!.message, /value at \.name can't be known during preview/);
  });

  it("lets any other error of a policy through: a policy that breaks must not count as passed", () => {
    const broken = {
      ...sizeLimit,
      check: (resources: readonly Resource[]) => resources.map((): never => assert.fail("broken")),
    };
    assert.throws(() => evaluatePolicies([broken], two, { today }), /broken/);
  });

  it("excuses what an exception names, of that policy alone", () => {
    const exceptions = [{ resource: "test:index:Thing::*", reason: "agreed", expires: today }];
    const [size, unique] = evaluate(two, { "size-limit": { exceptions } });
    assert.deepEqual([size!.violations, size!.excused.map(({ exception }) => exception)], [[], exceptions]);
    assert.equal(unique!.violations.length, 1);
  });

  it("blocks by an exception that doesn't hold, even when nothing is violated", () => {
    const [size] = evaluate([], {
      "size-limit": { exceptions: [{ resource: "test:index:Thing::*", reason: "agreed", expires: "2026-01-01" }] },
    });
    assert.equal(size!.exceptionProblems.length, 1);
    assert.ok(isBlocking(size!));
  });

  it("blocks by mandatory violations only", () => {
    const blocking = (config: PackConfig) => evaluate(two, config).map(isBlocking);
    assert.deepEqual(blocking({}), [true, true]);
    assert.deepEqual(evaluate([]).map(isBlocking), [false, false]);
    assert.deepEqual(blocking({ "size-limit": "advisory" }), [false, true]);
    assert.deepEqual(blocking({ all: "advisory" }), [false, false]);
    assert.deepEqual(blocking({ all: "advisory", "unique-names": { enforcementLevel: "mandatory" } }), [false, true]);
    assert.deepEqual(blocking({ all: "disabled", "unique-names": "mandatory" }), [false, true]);
  });

  it("doesn't look at anything for a policy that is off", () => {
    const [size] = evaluate(two, { "size-limit": "disabled" });
    assert.deepEqual([size!.checked, size!.violations], [0, []]);
  });
});

describe("the configuration of the pack", () => {
  it("fills in what is left out, option by option", () => {
    const [size] = evaluate([thing("a", { size: 11 })], { "size-limit": { unit: "km" } });
    assert.equal(size!.violations[0]!.message, "11 km is above 10 km.");
  });

  it("is refused with everything that is wrong, at once", () => {
    assert.deepEqual(
      problems({
        "size-limmit": { max: 1 },
        "size-limit": { max: 0, unit: 3, colour: "red" },
        "unique-names": "mandatry",
        all: "off",
      }),
      [
        "size-limmit: there is no such policy. docs/policies.md lists all.",
        'all: the level may be mandatory, advisory or disabled; given: "off".',
        "size-limit.colour: there is no such option. See docs/policies.md#size-limit.",
        "size-limit.max: must be >= 1; given: 0. See docs/policies.md#size-limit.",
        "size-limit.unit: must be string; given: 3. See docs/policies.md#size-limit.",
        'unique-names: the level may be mandatory, advisory or disabled; given: "mandatry".',
      ],
    );
  });
});
