import assert from "node:assert/strict";
import { z } from "zod";
import { stackResources } from "../../../offline/stack-resources.ts";
import { PulumiConfig } from "../../packages/model/support/pulumi-config.ts";
import { findHelm } from "../../support/helm.ts";
import { problemsOf } from "./support.ts";

const limits = z.object({
  template: z.object({
    spec: z.object({
      containers: z.tuple([z.object({ resources: z.object({ limits: z.record(z.string(), z.string()) }) })]),
    }),
  }),
});

describe("a null among the chart's values", function () {
  // Helm is fetched once where there is none.
  this.timeout(300_000);

  it("removes the chart's default, as in Helm, down to the rendered pods", async () => {
    const chart = { agent: { resources: { limits: { cpu: null } }, podAnnotations: null }, api: { ingress: null } };
    assert.deepEqual(problemsOf({ "pmp-xray:chart": chart }), []);
    const resources = await stackResources(await findHelm(), "prod", { "pmp-xray:chart": chart });
    const agent = resources.find(({ type }) => type === "kubernetes:apps/v1:DaemonSet");
    assert.deepEqual(limits.parse(agent?.props.spec).template.spec.containers[0].resources.limits, {
      memory: "256Mi",
    });
  });

  const refused: readonly (readonly [string, unknown, string])[] = [
    [
      "of a limit that the chart needs",
      { agent: { resources: { limits: { memory: null } } } },
      "agent.resources.limits.memory",
    ],
    ["of all limits", { api: { resources: { limits: null } } }, "api.resources.limits"],
    ["of a variable, which has no default", { api: { env: { LOG_LEVEL: null } } }, "api.env.LOG_LEVEL"],
    ["of a key that there isn't", { agent: { nosuch: null } }, "agent.nosuch"],
  ];
  for (const [what, chart, path] of refused) {
    it(`${what} is refused, and following the fix makes it right`, () => {
      const problems = problemsOf({ "pmp-xray:chart": chart });
      assert.deepEqual(
        problems.map((problem) => [problem.path, problem.value]),
        [[`pmp-xray:chart.${path}`, "null"]],
      );
      const file = new PulumiConfig({ "pmp-xray:chart": chart });
      assert.equal(file.follow(problems[0]!.fix), 1);
      assert.deepEqual(problemsOf({ "pmp-xray:chart": file.tree["pmp-xray:chart"] }), []);
    });
  }
});
