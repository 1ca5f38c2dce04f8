import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { CLOUD_POLICIES } from "../../../../policy/cloud/index.ts";
import { evaluatePolicies, isBlocking, type PolicyResult } from "../../../../policy/kit/evaluate.ts";
import type { Policy } from "../../../../policy/kit/policy.ts";
import type { Resource } from "../../../../policy/kit/resource.ts";
import { inPreview, read, resources } from "./resources.ts";

/** A violation as the tests write it. */
export interface Expected {
  /** Name of the resource; left out for a violation of the whole stack. */
  readonly resource?: string;
  readonly path?: string;
  readonly message: string;
}

export interface Cases {
  /** All that the policy says of its known-bad fixture, bad/NAME.yaml. */
  readonly bad: readonly Expected[];
  /**
   * A value that is unknown in a preview, by resource and path, and what is still said of the fixture then.
   * `nothing` where the policy reads no value, but only whether there is something.
   */
  readonly unknown: "nothing" | { readonly at: Readonly<Record<string, string>>; readonly said: readonly Expected[] };
  /** Options with which the fixture is judged. Default: none. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export const TODAY = "2026-11-22";

/** What a policy says of some resources. */
export function evaluate(policy: Policy, subjects: readonly Resource[], config: object = {}): PolicyResult {
  const [result] = evaluatePolicies([policy], subjects, { config: { [policy.name]: config }, today: TODAY });
  assert.ok(result);
  return result;
}

/** The violations, with names for URNs. */
export function found({ violations }: PolicyResult): Expected[] {
  return violations.map(({ urn, path, message }) => ({
    ...(urn !== undefined && { resource: urn.split("::").at(-1)! }),
    ...(path !== undefined && { path }),
    message,
  }));
}

/** What a policy says of one resource. */
export function messages(policy: Policy, resource: Resource, config: object = {}): string[] {
  const result = evaluate(policy, [resource], config);
  assert.deepEqual(result.undecided, []);
  return result.violations.map(({ message }) => message);
}

/** The tests that each policy must pass: good, known bad with the exact words, unknown, excused, and its place in the pack. */
export function describePolicy(policy: Policy, { bad, unknown, config = {} }: Cases, more?: () => void): void {
  const { name } = policy;
  const fixture = () => read(`bad/${name}.yaml`);

  describe(name, () => {
    it("passes what is good, having looked at it", () => {
      const result = evaluate(policy, resources(read("good.yaml")), config);
      assert.deepEqual([found(result), result.undecided], [[], []]);
      assert.ok(result.checked > 0 || name === "account-switch-needs-opt-in");
    });

    it("fails its known-bad fixture with exactly these words", () => {
      const result = evaluate(policy, resources(fixture()), config);
      assert.deepEqual(found(result), bad);
      assert.deepEqual(result.undecided, []);
      assert.equal(isBlocking(result), policy.enforcement === "mandatory");
    });

    it("neither passes nor fails while a value is unknown, and still says what is known", () => {
      const { at, said } = unknown === "nothing" ? { at: {}, said: bad } : unknown;
      const result = evaluate(policy, inPreview(fixture(), at), config);
      assert.deepEqual(found(result), said);
      assert.equal(result.undecided.length, unknown === "nothing" ? 0 : 1);
      for (const { message } of result.undecided)
        assert.match(message, /value at \.\S+ can't be known during preview$/);
    });

    it("accepts an exception with a reason and a day to come, and no other", () => {
      const everything = {
        resource: "pulumi:pulumi:Stack::*",
        reason: "agreed with the security team",
        expires: TODAY,
      };
      const types = new Set(fixture().map(({ type }) => type));
      const each = Array.from(types, (type) => ({ ...everything, resource: `${type}::*` }));
      const excused = evaluate(policy, resources(fixture()), { ...config, exceptions: [everything, ...each] });
      assert.deepEqual([excused.violations, excused.excused.length, excused.exceptionProblems], [[], bad.length, []]);
      for (const wrong of [{ expires: "2026-11-21" }, { reason: " " }, { resource: "aws:s3/bucket:Bucket::*" }]) {
        const all = [everything, ...each].map((exception) => ({ ...exception, ...wrong }));
        const result = evaluate(policy, resources(fixture()), { ...config, exceptions: all });
        assert.equal(result.violations.length, bad.length);
      }
    });

    it("is part of the pack, in a file with its name", () => {
      assert.ok(CLOUD_POLICIES.includes(policy));
      const [file] = globSync(`*/${name}.ts`, { cwd: join(import.meta.dirname, "../../../../policy/cloud") });
      assert.ok(file);
      assert.ok(existsSync(join(import.meta.dirname, "..", file.replace(/\.ts$/, ".test.ts"))), file);
    });

    more?.();
  });
}
