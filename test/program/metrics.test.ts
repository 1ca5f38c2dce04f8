import assert from "node:assert/strict";
import { z } from "zod";
import { evaluate, type Evaluation } from "../../offline/evaluate.ts";
import { all, one } from "./support/evaluate.ts";
import { STACKS } from "../../offline/stack-config.ts";

/**
 * What X-Ray publishes to CloudWatch, and nothing else: for each group the number of its traces. There is no fault, error
 * or latency metric of a group. https://docs.aws.amazon.com/xray/latest/devguide/xray-console-groups.html
 */
const PUBLISHED = [{ namespace: "AWS/X-Ray", metricName: "ApproximateTraceCount", dimensions: ["GroupName"] }];

interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

const metricSchema = z.object({
  namespace: z.string(),
  metricName: z.string(),
  dimensions: z.record(z.string(), z.string()),
});

/** An alarm on metric math, or on one metric. */
const alarmSchema = z.union([
  z.object({
    metricQueries: z.array(
      z.object({
        id: z.string(),
        expression: z.string().optional(),
        metric: metricSchema.optional(),
        returnData: z.boolean(),
      }),
    ),
  }),
  metricSchema,
]);

const bodySchema = z.object({
  widgets: z.array(
    z.object({
      type: z.string(),
      properties: z.object({ metrics: z.array(z.array(z.unknown())).optional() }),
    }),
  ),
});

const optionsSchema = z.object({ id: z.string().optional(), expression: z.string().optional() });

for (const stack of STACKS) {
  describe(`metrics of stack ${stack}`, () => {
    let evaluation: Evaluation;
    before(async () => {
      evaluation = await evaluate(stack);
    });

    it("are ones that X-Ray publishes, with exactly the dimensions that it publishes", () => {
      const used = [...alarmMetrics(evaluation), ...dashboardMetrics(evaluation)];
      assert.ok(used.length > 0);
      for (const { namespace, metricName, dimensions } of used) {
        assert.ok(
          PUBLISHED.some(
            (known) =>
              known.namespace === namespace &&
              known.metricName === metricName &&
              known.dimensions.join() === Object.keys(dimensions).join(),
          ),
          `${namespace} ${metricName} ${JSON.stringify(dimensions)}`,
        );
      }
    });

    it("are of groups that the program makes", () => {
      const groups = all(evaluation, "aws:xray/group:Group").map(({ inputs }) => inputs.groupName);
      for (const { dimensions } of [...alarmMetrics(evaluation), ...dashboardMetrics(evaluation)]) {
        assert.ok(groups.includes(dimensions.GroupName), JSON.stringify(dimensions));
      }
    });

    it("have ids for all that their expressions name", () => {
      for (const { what, ids, expressions } of [...alarmMath(evaluation), ...dashboardMath(evaluation)]) {
        for (const expression of expressions) {
          const named = (expression.match(/[a-zA-Z_]\w*/g) ?? []).filter((word) => !["IF", "FILL"].includes(word));
          for (const id of named) assert.ok(ids.includes(id), `${what}: ${expression} names ${id}`);
        }
      }
    });
  });
}

function alarms(evaluation: Evaluation) {
  return all(evaluation, "aws:cloudwatch/metricAlarm:MetricAlarm").map(({ name, inputs }) => ({
    what: name,
    queries: queriesOf(alarmSchema.parse(inputs)),
  }));
}

function queriesOf(alarm: z.infer<typeof alarmSchema>) {
  return "metricQueries" in alarm ? alarm.metricQueries : [{ id: "only", expression: undefined, metric: alarm }];
}

function widgets(evaluation: Evaluation) {
  const { inputs } = one(evaluation, "aws:cloudwatch/dashboard:Dashboard");
  const body = bodySchema.parse(JSON.parse(String(inputs.dashboardBody)));
  return body.widgets.map(({ properties }, index) => ({ what: `widget ${index}`, rows: properties.metrics ?? [] }));
}

function alarmMetrics(evaluation: Evaluation): Metric[] {
  return alarms(evaluation).flatMap(({ queries }) => queries.flatMap(({ metric }) => metric ?? []));
}

function dashboardMetrics(evaluation: Evaluation): Metric[] {
  return widgets(evaluation).flatMap(({ rows }) =>
    rows.flatMap((row) => {
      const words = row.filter((field) => typeof field === "string");
      if (words.length === 0) return [];
      const [namespace, metricName, ...pairs] = words;
      const dimensions: Record<string, string> = {};
      for (let index = 0; index < pairs.length; index += 2) dimensions[pairs[index]!] = pairs[index + 1]!;
      return { namespace: namespace!, metricName: metricName!, dimensions };
    }),
  );
}

function alarmMath(evaluation: Evaluation) {
  return alarms(evaluation).map(({ what, queries }) => ({
    what,
    ids: queries.map(({ id }) => id),
    expressions: queries.flatMap(({ expression }) => expression ?? []),
  }));
}

function dashboardMath(evaluation: Evaluation) {
  return widgets(evaluation).map(({ what, rows }) => {
    const options = rows.map((row) => optionsSchema.parse(row.at(-1)));
    return {
      what,
      ids: options.flatMap(({ id }) => id ?? []),
      expressions: options.flatMap(({ expression }) => expression ?? []),
    };
  });
}
