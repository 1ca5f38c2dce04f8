import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import { z } from "zod";
import { ignoreMissing, required, resourceType, retag, tagList, tagsSchema } from "./resource.ts";

const client = new cloudwatch.CloudWatchClient({});

const comparison = z.enum([
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
]);
const dimensions = z.record(z.string(), z.string()).optional();
const statistic = z.enum(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]);

const alarmInputs = z.strictObject({
  name: z.string(),
  alarmDescription: z.string().optional(),
  comparisonOperator: comparison,
  evaluationPeriods: z.number(),
  datapointsToAlarm: z.number().optional(),
  threshold: z.number(),
  treatMissingData: z.enum(["breaching", "notBreaching", "ignore", "missing"]).optional(),
  actionsEnabled: z.boolean().optional(),
  alarmActions: z.array(z.string()).optional(),
  okActions: z.array(z.string()).optional(),
  insufficientDataActions: z.array(z.string()).optional(),
  metricName: z.string().optional(),
  namespace: z.string().optional(),
  dimensions,
  period: z.number().optional(),
  statistic: statistic.optional(),
  metricQueries: z
    .array(
      z.strictObject({
        id: z.string(),
        label: z.string().optional(),
        expression: z.string().optional(),
        returnData: z.boolean().optional(),
        metric: z
          .strictObject({
            namespace: z.string(),
            metricName: z.string(),
            dimensions,
            period: z.number(),
            stat: z.string(),
            unit: z.enum(cloudwatch.StandardUnit).optional(),
          })
          .optional(),
      }),
    )
    .optional(),
  tags: tagsSchema,
});

function dimensionList(record: Record<string, string> | undefined) {
  return record === undefined ? undefined : Object.entries(record).map(([Name, Value]) => ({ Name, Value }));
}

function queries(inputs: z.infer<typeof alarmInputs>): cloudwatch.MetricDataQuery[] | undefined {
  return inputs.metricQueries?.map((query) => ({
    Id: query.id,
    Label: query.label,
    Expression: query.expression,
    ReturnData: query.returnData ?? false,
    MetricStat:
      query.metric === undefined
        ? undefined
        : {
            Metric: {
              Namespace: query.metric.namespace,
              MetricName: query.metric.metricName,
              Dimensions: dimensionList(query.metric.dimensions),
            },
            Period: query.metric.period,
            Stat: query.metric.stat,
            Unit: query.metric.unit,
          },
  }));
}

async function putAlarm(inputs: z.infer<typeof alarmInputs>): Promise<{ arn: string }> {
  await client.send(
    new cloudwatch.PutMetricAlarmCommand({
      AlarmName: inputs.name,
      AlarmDescription: inputs.alarmDescription,
      ComparisonOperator: inputs.comparisonOperator,
      EvaluationPeriods: inputs.evaluationPeriods,
      DatapointsToAlarm: inputs.datapointsToAlarm,
      Threshold: inputs.threshold,
      TreatMissingData: inputs.treatMissingData,
      ActionsEnabled: inputs.actionsEnabled,
      AlarmActions: inputs.alarmActions,
      OKActions: inputs.okActions,
      InsufficientDataActions: inputs.insufficientDataActions,
      MetricName: inputs.metricName,
      Namespace: inputs.namespace,
      Dimensions: dimensionList(inputs.dimensions),
      Period: inputs.period,
      Statistic: inputs.statistic,
      Metrics: queries(inputs),
      Tags: tagList(inputs.tags),
    }),
  );
  const { MetricAlarms } = await client.send(new cloudwatch.DescribeAlarmsCommand({ AlarmNames: [inputs.name] }));
  return { arn: required(MetricAlarms?.[0]?.AlarmArn, "alarm ARN") };
}

/** CloudWatch updates everything but the tags by a put. */
async function updateAlarm(
  put: () => Promise<{ arn: string }>,
  before: Record<string, string> | undefined,
  after: Record<string, string> | undefined,
): Promise<{ arn: string }> {
  const { arn } = await put();
  await retag(before, after, {
    tag: (Tags) => client.send(new cloudwatch.TagResourceCommand({ ResourceARN: arn, Tags })),
    untag: (TagKeys) => client.send(new cloudwatch.UntagResourceCommand({ ResourceARN: arn, TagKeys })),
  });
  return { arn };
}

export const metricAlarm = resourceType({
  schema: alarmInputs,
  replaceOn: ["name"],
  create: async (inputs) => ({ id: inputs.name, outputs: await putAlarm(inputs) }),
  update: (_name, inputs, before) => updateAlarm(() => putAlarm(inputs), before.tags, inputs.tags),
  async delete(name) {
    await ignoreMissing(client.send(new cloudwatch.DeleteAlarmsCommand({ AlarmNames: [name] })));
  },
});

const compositeInputs = z.strictObject({
  alarmName: z.string(),
  alarmDescription: z.string().optional(),
  alarmRule: z.string(),
  actionsEnabled: z.boolean().optional(),
  alarmActions: z.array(z.string()).optional(),
  okActions: z.array(z.string()).optional(),
  insufficientDataActions: z.array(z.string()).optional(),
  tags: tagsSchema,
});

async function putComposite(inputs: z.infer<typeof compositeInputs>): Promise<{ arn: string }> {
  await client.send(
    new cloudwatch.PutCompositeAlarmCommand({
      AlarmName: inputs.alarmName,
      AlarmDescription: inputs.alarmDescription,
      AlarmRule: inputs.alarmRule,
      ActionsEnabled: inputs.actionsEnabled,
      AlarmActions: inputs.alarmActions,
      OKActions: inputs.okActions,
      InsufficientDataActions: inputs.insufficientDataActions,
      Tags: tagList(inputs.tags),
    }),
  );
  const { CompositeAlarms } = await client.send(
    new cloudwatch.DescribeAlarmsCommand({ AlarmNames: [inputs.alarmName], AlarmTypes: ["CompositeAlarm"] }),
  );
  return { arn: required(CompositeAlarms?.[0]?.AlarmArn, "composite alarm ARN") };
}

export const compositeAlarm = resourceType({
  schema: compositeInputs,
  replaceOn: ["alarmName"],
  create: async (inputs) => ({ id: inputs.alarmName, outputs: await putComposite(inputs) }),
  update: (_name, inputs, before) => updateAlarm(() => putComposite(inputs), before.tags, inputs.tags),
  async delete(name) {
    await ignoreMissing(client.send(new cloudwatch.DeleteAlarmsCommand({ AlarmNames: [name] })));
  },
});

const dashboardInputs = z.strictObject({ dashboardName: z.string(), dashboardBody: z.string() });

async function putDashboard(inputs: z.infer<typeof dashboardInputs>): Promise<{ dashboardArn: string }> {
  const { DashboardValidationMessages } = await client.send(
    new cloudwatch.PutDashboardCommand({ DashboardName: inputs.dashboardName, DashboardBody: inputs.dashboardBody }),
  );
  if ((DashboardValidationMessages ?? []).length > 0) {
    throw new Error(`dashboard ${inputs.dashboardName}: ${JSON.stringify(DashboardValidationMessages)}`);
  }
  const { DashboardArn } = await client.send(
    new cloudwatch.GetDashboardCommand({ DashboardName: inputs.dashboardName }),
  );
  return { dashboardArn: required(DashboardArn, "dashboard ARN") };
}

export const dashboard = resourceType({
  schema: dashboardInputs,
  replaceOn: ["dashboardName"],
  create: async (inputs) => ({ id: inputs.dashboardName, outputs: await putDashboard(inputs) }),
  update: (_name, inputs) => putDashboard(inputs),
  async delete(name) {
    await ignoreMissing(client.send(new cloudwatch.DeleteDashboardsCommand({ DashboardNames: [name] })));
  },
});
