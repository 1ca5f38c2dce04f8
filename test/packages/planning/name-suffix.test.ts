import assert from "node:assert/strict";
import fc from "fast-check";
import { checkPlan, definePlan } from "@pmp/model";

describe("nameSuffix of a plan's context", () => {
  const names = (nameSuffix: string, rules: { name: string; before?: string }[] = [], service = "pmp-api") =>
    definePlan(
      { preset: "prod", rules: rules.map((rule, index) => ({ path: `/p${index}*`, rate: 1, ...rule })) },
      { service, nameSuffix },
    ).rules.map(({ RuleName }) => RuleName);

  it("goes behind each rule's name, once, and is not needed to replace a rule or to stand before one", () => {
    const want = ["pmp-api-stripe-dev", "own-dev", "pmp-api-subscriptions-dev", "pmp-api-auth-dev"];
    for (const [own, before, auth] of [
      ["own", "pmp-api-subscriptions", "pmp-api-auth"],
      ["own-dev", "pmp-api-subscriptions-dev", "pmp-api-auth-dev"],
    ] as const) {
      const found = names("-dev", [{ name: own, before }, { name: auth }]);
      assert.deepEqual(found, [...want, "pmp-api-health-dev", "pmp-api-default-traffic-dev"]);
    }
    assert.deepEqual(names("").slice(0, 2), ["pmp-api-stripe", "pmp-api-subscriptions"]);
  });

  it("keeps names within 32 characters, all different, and different from another stack's", () => {
    const suffix = fc.stringMatching(/^-[a-z0-9]{1,16}$/);
    const service = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,24}$/);
    fc.assert(
      fc.property(service, suffix, suffix, (name, one, other) => {
        fc.pre(one !== other);
        const [first, second] = [names(one, [], name), names(other, [], name)];
        for (const each of [...first, ...second]) assert.ok(each.length <= 32, each);
        assert.equal(new Set([...first, ...second]).size, 10);
      }),
    );
  });

  it("is refused when it is too long, or no text", () => {
    for (const nameSuffix of ["-12345678901234567", 3 as unknown as string]) {
      const { problems } = checkPlan({ preset: "prod" }, { nameSuffix });
      assert.deepEqual(
        problems.map(({ path }) => path),
        ["context.nameSuffix"],
      );
    }
  });
});
