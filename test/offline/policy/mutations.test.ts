import assert from "node:assert/strict";
import { stackResources } from "../../../offline/stack-resources.ts";
import { policyConfig, SUBJECTS } from "../../../offline/policy/subjects.ts";
import { evaluatePolicies } from "../../../policy/kit/evaluate.ts";
import type { PackConfig } from "../../../policy/kit/pack-config.ts";
import type { Resource } from "../../../policy/kit/resource.ts";
import { POLICIES } from "../../../policy/policies.ts";
import { findHelm } from "../../support/helm.ts";
import { CLOUD_MUTATIONS } from "./mutations/cloud.ts";
import { ECS_MUTATIONS } from "./mutations/ecs.ts";
import { KUBERNETES_MUTATIONS } from "./mutations/kubernetes.ts";
import { mutate, type Mutation } from "./mutations/mutation.ts";

const MUTATIONS: readonly Mutation[] = [...CLOUD_MUTATIONS, ...ECS_MUTATIONS, ...KUBERNETES_MUTATIONS];

interface Stack {
  readonly title: string;
  readonly resources: readonly Resource[];
  readonly config: PackConfig;
}

/** Names of the policies that find something, in order of the alphabet. */
function complaints(resources: readonly Resource[], config: PackConfig): string[] {
  const results = evaluatePolicies(POLICIES, resources, { config, today: "2026-11-22" });
  return results
    .filter(({ violations }) => violations.length > 0)
    .map(({ policy }) => policy.name)
    .sort();
}

describe("each guarantee of the stacks, broken once, is caught", function () {
  this.timeout(120_000);
  const stacks: Stack[] = [];

  before(async () => {
    const helm = await findHelm();
    for (const subject of SUBJECTS) {
      const resources = await stackResources(helm, subject.stack, subject.overrides);
      stacks.push({ title: subject.title, resources, config: policyConfig(subject) });
    }
  });

  it("nothing is caught while nothing is broken", () => {
    for (const { title, resources, config } of stacks) assert.deepEqual(complaints(resources, config), [], title);
  });

  for (const mutation of MUTATIONS) {
    it(`${mutation.guarantee}: ${mutation.caughtBy.join(", ")}`, () => {
      const tried = stacks
        .filter(({ title }) => mutation.stacks?.includes(title) ?? true)
        .map(({ title, resources, config }) => ({ title, config, mutated: mutate(resources, mutation) }))
        .filter(({ mutated }) => mutated !== undefined);
      assert.ok(tried.length > 0, "a stack has it");
      for (const { title, config, mutated } of tried) {
        assert.deepEqual(complaints(mutated!, config), mutation.caughtBy, title);
      }
    });
  }

  it("no two mutations are the same, and every policy on what these stacks have catches one", () => {
    const guarantees = MUTATIONS.map(({ guarantee }) => guarantee);
    assert.equal(new Set(guarantees).size, guarantees.length);
    const catching = new Set(MUTATIONS.flatMap(({ caughtBy }) => caughtBy));
    const idle = POLICIES.map(({ name }) => name).filter((name) => !catching.has(name));
    assert.deepEqual(idle, []);
  });
});
