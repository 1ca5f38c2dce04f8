import assert from "node:assert/strict";
import { z } from "zod";
import { evaluate, type Evaluation } from "../../offline/evaluate.ts";
import type { StackName } from "../../offline/stack-config.ts";
import { all, one } from "./support/evaluate.ts";

const VARIABLES = { PMP_CAPTURE: "faults", PMP_CAPTURE_PER_SECOND: "5" };
const sampling = (capturePerSecond?: number) => ({
  "pmp-xray:sampling": { preset: "prod", ...(capturePerSecond !== undefined && { capturePerSecond }) },
});

const chart = z.object({ values: z.object({ api: z.object({ env: z.record(z.string(), z.string()).optional() }) }) });
const task = z.object({ containerDefinitions: z.string() });
const containers = z.array(
  z.object({ name: z.string(), environment: z.array(z.object({ name: z.string(), value: z.string() })) }),
);

/** The variables of the API's container, as far as they are about captures. */
const API: Readonly<Record<string, (evaluation: Evaluation) => Record<string, string>>> = {
  prod: (evaluation) => chart.parse(one(evaluation, "kubernetes:helm.sh/v4:Chart").inputs).values.api.env ?? {},
  "ecs-prod": (evaluation) => {
    const { containerDefinitions } = task.parse(one(evaluation, "aws:ecs/taskDefinition:TaskDefinition").inputs);
    const api = containers.parse(JSON.parse(containerDefinitions)).find(({ name }) => name === "api");
    return Object.fromEntries(
      (api?.environment ?? []).flatMap(({ name, value }) => (name.startsWith("PMP_CAPTURE") ? [[name, value]] : [])),
    );
  },
};

function filters(evaluation: Evaluation): string[] {
  return all(evaluation, "aws:xray/group:Group").map(
    ({ inputs }) => z.object({ filterExpression: z.string() }).parse(inputs).filterExpression,
  );
}

describe("sampling.capturePerSecond", () => {
  for (const [stack, variables] of Object.entries(API)) {
    it(`of ${stack} sets the API's two variables, and has the groups that alarms count leave captured traces out`, async () => {
      const evaluation = await evaluate(stack as StackName, { overrides: sampling(5) });
      assert.deepEqual(variables(evaluation), VARIABLES);
      const left = " AND !(annotation[aws.trace.flag.sampled] = false)";
      assert.equal(filters(evaluation).filter((filter) => filter.endsWith(left)).length, 4);
    });

    it(`of ${stack} at 0, or not set, does neither`, async () => {
      for (const overrides of [sampling(0), sampling()]) {
        const evaluation = await evaluate(stack as StackName, { overrides });
        assert.deepEqual(variables(evaluation), {});
        assert.doesNotMatch(filters(evaluation).join("\n"), /aws\.trace/);
      }
    });
  }
});
