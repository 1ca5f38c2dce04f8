import assert from "node:assert/strict";
import { checkSettings } from "../../../components/settings/load.ts";
import { STACKS, stackConfig } from "../../../offline/stack-config.ts";
import { problemsOf } from "./support.ts";

describe("settings", () => {
  for (const stack of STACKS) {
    it(`of ${stack} are accepted as they stand in its file`, () => {
      assert.equal(checkSettings(stackConfig(stack)).stage, stack.replace(/^ecs-|-ecs$/, ""));
    });
  }

  it("hand on what the sampling plan says, with its path in the settings", () => {
    const problems = problemsOf({ "pmp-xray:sampling": { preset: "production" }, "pmp-xray:stage": undefined });
    assert.deepEqual(
      problems.map(({ path, value }) => [path, value]),
      [
        ["pmp-xray:stage", "(not set)"],
        ["pmp-xray:sampling.preset", '"production"'],
      ],
    );
  });

  it("say what is wrong with the sampling plan where the API's settings, or the suffix of its names, are wrong too", () => {
    const sampling = { preset: "prod", rules: [{ name: "reports", path: "/reports*", rate: 7 }] };
    const rate = "pmp-xray:sampling.rules[0].rate";
    const paths = (more: object) => problemsOf({ "pmp-xray:sampling": sampling, ...more }).map(({ path }) => path);
    assert.deepEqual(paths({}), [rate]);
    assert.deepEqual(paths({ "pmp-xray:api": { replicas: 0, serviceName: "shop" } }), [
      "pmp-xray:api.image",
      "pmp-xray:api.replicas",
      rate,
    ]);
    assert.deepEqual(paths({ "pmp-xray:nameSuffix": "blue", "pmp-xray:api": { serviceName: "a_b" } }), [
      "pmp-xray:nameSuffix",
      "pmp-xray:api.image",
      "pmp-xray:api.serviceName",
      rate,
    ]);
  });

  it("need no name for a cluster that is made", () => {
    assert.deepEqual(problemsOf({ "pmp-xray:cluster": { mode: "new" } }), []);
  });

  it("miss the cluster's mode and name at once", () => {
    assert.deepEqual(
      problemsOf({ "pmp-xray:cluster": {} }).map(({ path }) => path),
      ["pmp-xray:cluster.mode", "pmp-xray:cluster.name"],
    );
  });

  it("refuse more critical paths than an account can have groups for", () => {
    const rules = Array.from({ length: 22 }, (_, index) => ({ name: `r${index}`, path: `/p${index}/*`, rate: 1 }));
    const catchAll = { name: "rest", rate: 0.1 };
    assert.deepEqual(problemsOf({ "pmp-xray:sampling": { rules: [...rules.slice(1), catchAll] } }), []);
    assert.deepEqual(problemsOf({ "pmp-xray:sampling": { rules: [...rules, catchAll] } }), [
      {
        path: "pmp-xray:sampling.rules",
        value: "22 rules for a path with rate 1",
        allowed: "at most 21: each becomes an X-Ray group, and an account has 25 in a region",
        fix: "join paths by a wider pattern, or give those that aren't critical a rate below 1",
      },
    ]);
  });

  it("leave the keys of other namespaces alone", () => {
    assert.deepEqual(problemsOf({ "aws:profile": "x", "kubernetes:context": "y", "pmp-xrays:stage": "z" }), []);
  });

  it("name every problem at once", () => {
    const overrides = {
      "pmp-xray:stage": "production",
      "pmp-xray:verbosity": "9",
      "pmp-xray:namespace": "PMP",
      "pmp-xray:alarms": { faultRatePercent: 140, periodSeconds: 90 },
      "pmp-xray:cluster": { name: 7.5, mode: "existing" },
    };
    assert.deepEqual(
      problemsOf(overrides)
        .map(({ path }) => path)
        .sort(),
      [
        "pmp-xray:alarms.faultRatePercent",
        "pmp-xray:alarms.periodSeconds",
        "pmp-xray:cluster.name",
        "pmp-xray:namespace",
        "pmp-xray:stage",
        "pmp-xray:verbosity",
      ],
    );
  });
});
