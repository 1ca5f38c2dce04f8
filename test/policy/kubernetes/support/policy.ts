import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { evaluatePolicies, isBlocking, type PolicyResult } from "../../../../policy/kit/evaluate.ts";
import type { PackConfig } from "../../../../policy/kit/pack-config.ts";
import type { Policy } from "../../../../policy/kit/policy.ts";
import type { Resource } from "../../../../policy/kit/resource.ts";
import { KUBERNETES_POLICIES } from "../../../../policy/kubernetes/index.ts";
import { good, readManifests, resources, type Manifest } from "./manifests.ts";
import { inPreview } from "./unknown.ts";

/** A violation as the tests write it. */
export interface Expected {
  /** Such as `Deployment shop/api`. */
  readonly urn: string;
  readonly path: string;
  readonly message: string;
}

export interface Cases {
  /** All that the policy says of its known-bad fixture, bad/NAME.yaml. */
  readonly bad: readonly Expected[];
  /**
   * Where, in the first bad object, the value that makes it bad can be unknown in a preview. `nothing` where the policy
   * looks at the object's kind and version only, which the engine always knows.
   */
  readonly unknownAt: string;
  /** Options with which the fixture is judged. Default: none. */
  readonly config?: Readonly<Record<string, unknown>>;
}

const TODAY = "2026-11-22";

/** What a policy says of some resources. */
export function evaluate(policy: Policy, subjects: readonly Resource[], config: unknown = {}): PolicyResult {
  const packConfig: PackConfig = { [policy.name]: config };
  const [result] = evaluatePolicies([policy], subjects, { config: packConfig, today: TODAY });
  assert.ok(result);
  return result;
}

/** The violations of manifests, without what every one of them has. */
export function violations(policy: Policy, manifests: readonly Manifest[], config: unknown = {}): Expected[] {
  const result = evaluate(policy, resources(manifests), config);
  assert.deepEqual(result.undecided, []);
  return result.violations.map(({ urn, path, message }) => ({ urn: urn!, path: path!, message }));
}

/** The messages alone, where a test is about one object. */
export function messages(policy: Policy, manifests: readonly Manifest[], config: unknown = {}): string[] {
  return violations(policy, manifests, config).map(({ message }) => message);
}

/** The tests that each policy must pass: good, known bad with the exact words, unknown, excused, and its place in the pack. */
export function describePolicy(policy: Policy, { bad, unknownAt, config = {} }: Cases, more?: () => void): void {
  const { name } = policy;
  const fixture = (): Manifest[] => readManifests(`bad/${name}.yaml`);

  describe(name, () => {
    it("passes what is good, having looked at it", () => {
      const result = evaluate(policy, resources(good()), config);
      assert.deepEqual([result.violations, result.undecided], [[], []]);
      assert.ok(result.checked > 0);
    });

    it("fails its known-bad fixture with exactly these words", () => {
      assert.deepEqual(violations(policy, fixture(), config), bad);
      assert.equal(isBlocking(evaluate(policy, resources(fixture()), config)), policy.enforcement === "mandatory");
    });

    it("neither passes nor fails while the value is unknown, and still says what is known", () => {
      const [first] = bad;
      if (unknownAt === "nothing") {
        const result = evaluate(
          policy,
          inPreview(fixture(), () => undefined),
          config,
        );
        assert.deepEqual([result.undecided.length, result.violations.length], [0, bad.length]);
        return;
      }
      const subjects = inPreview(fixture(), (manifest) => (urnOf(manifest) === first!.urn ? unknownAt : undefined));
      const result = evaluate(policy, subjects, config);
      assert.equal(result.undecided.length, 1);
      assert.match(result.undecided[0]!.message, /value at \.\S+ can't be known during preview$/);
      const said = result.violations.map(({ path }) => path);
      assert.ok(said.length < bad.length, "the unknown value is not judged");
      for (const path of said)
        assert.ok(
          bad.some((expected) => expected.path === path),
          path,
        );
    });

    it("accepts an exception with a reason and a day to come, and no other", () => {
      const types = new Set(resources(fixture()).map(({ type }) => type));
      const everything = Array.from(types, (type) => ({
        resource: `${type}::*`,
        reason: "agreed with the security team",
        expires: TODAY,
      }));
      const excused = evaluate(policy, resources(fixture()), { ...config, exceptions: everything });
      assert.deepEqual([excused.violations, excused.excused.length, excused.exceptionProblems], [[], bad.length, []]);
      for (const wrong of [{ expires: "2026-11-21" }, { reason: " " }, { resource: "kubernetes:v1:Other::*" }]) {
        const exceptions = everything.map((exception) => ({ ...exception, ...wrong }));
        const result = evaluate(policy, resources(fixture()), { ...config, exceptions });
        assert.equal(result.violations.length, bad.length);
      }
    });

    it("is part of the pack, under the name of its file", () => {
      assert.ok(KUBERNETES_POLICIES.includes(policy));
      assert.ok(existsSync(join(import.meta.dirname, "../../../../policy/kubernetes", `${name}.ts`)));
    });

    more?.();
  });
}

function urnOf(manifest: Manifest): string {
  return resources([manifest])[0]!.urn;
}
