import assert from "node:assert/strict";
import { denied, missing, typeUnderTest } from "./support.ts";

const arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:fault-rate";

describe("local/plugins/aws/cloudwatch", () => {
  describe("metric alarm", () => {
    const alarm = typeUnderTest("aws:cloudwatch/metricAlarm:MetricAlarm");
    const described = { "monitoring DescribeAlarms": { output: { MetricAlarms: [{ AlarmArn: arn }] } } };
    const base = { name: "fault-rate", comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 2, threshold: 5 };
    const plain = {
      AlarmName: "fault-rate",
      ComparisonOperator: "GreaterThanThreshold",
      EvaluationPeriods: 2,
      Threshold: 5,
    };

    it("is created with metric math, and looked up for its ARN", async () => {
      alarm.answer(described);
      const inputs = {
        ...base,
        alarmDescription: "Too many faults.",
        datapointsToAlarm: 2,
        treatMissingData: "notBreaching",
        actionsEnabled: true,
        alarmActions: ["arn:topic"],
        okActions: ["arn:ok"],
        insufficientDataActions: ["arn:none"],
        metricQueries: [
          { id: "rate", label: "Faults (%)", expression: "100 * faults / all", returnData: true },
          {
            id: "faults",
            metric: {
              namespace: "AWS/X-Ray",
              metricName: "ApproximateTraceCount",
              dimensions: { GroupName: "pmp-api-faults" },
              period: 60,
              stat: "Sum",
              unit: "Count",
            },
          },
        ],
        tags: { team: "a" },
      };
      assert.deepEqual(await alarm.create(inputs), { id: "fault-rate", outs: { ...inputs, arn } });
      assert.deepEqual(alarm.calls(), [
        {
          call: "monitoring PutMetricAlarm",
          input: {
            ...plain,
            AlarmDescription: "Too many faults.",
            DatapointsToAlarm: 2,
            TreatMissingData: "notBreaching",
            ActionsEnabled: true,
            AlarmActions: ["arn:topic"],
            OKActions: ["arn:ok"],
            InsufficientDataActions: ["arn:none"],
            Metrics: [
              { Id: "rate", Label: "Faults (%)", Expression: "100 * faults / all", ReturnData: true },
              {
                Id: "faults",
                ReturnData: false,
                MetricStat: {
                  Metric: {
                    Namespace: "AWS/X-Ray",
                    MetricName: "ApproximateTraceCount",
                    Dimensions: [{ Name: "GroupName", Value: "pmp-api-faults" }],
                  },
                  Period: 60,
                  Stat: "Sum",
                  Unit: "Count",
                },
              },
            ],
            Tags: [{ Key: "team", Value: "a" }],
          },
        },
        { call: "monitoring DescribeAlarms", input: { AlarmNames: ["fault-rate"] } },
      ]);
    });

    it("is created on one metric", async () => {
      alarm.answer(described);
      const metric = { namespace: "AWS/X-Ray", metricName: "ApproximateTraceCount", period: 300, statistic: "Sum" };
      await alarm.create({ ...base, ...metric, dimensions: { GroupName: "all" } });
      assert.deepEqual(alarm.calls()[0]!.input, {
        ...plain,
        Namespace: "AWS/X-Ray",
        MetricName: "ApproximateTraceCount",
        Period: 300,
        Statistic: "Sum",
        Dimensions: [{ Name: "GroupName", Value: "all" }],
        Tags: [],
      });
    });

    it("is updated by the same call, and its tags by calls of their own", async () => {
      alarm.answer(described);
      await alarm.update("fault-rate", { ...base, tags: { a: "1" } }, { ...base, threshold: 7, tags: { b: "2" } });
      const [put, , tag, untag, ...more] = alarm.calls();
      assert.equal(put!.call, "monitoring PutMetricAlarm");
      assert.equal(put!.input.Threshold, 7);
      assert.deepEqual(tag, {
        call: "monitoring TagResource",
        input: { ResourceARN: arn, Tags: [{ Key: "b", Value: "2" }] },
      });
      assert.deepEqual(untag, { call: "monitoring UntagResource", input: { ResourceARN: arn, TagKeys: ["a"] } });
      assert.deepEqual(more, []);
    });

    it("is deleted, and may be gone already", async () => {
      await alarm.delete("fault-rate");
      assert.deepEqual(alarm.calls(), [{ call: "monitoring DeleteAlarms", input: { AlarmNames: ["fault-rate"] } }]);
      alarm.answer({ "monitoring DeleteAlarms": missing.cloudwatch });
      await alarm.delete("fault-rate");
      alarm.answer({ "monitoring DeleteAlarms": denied });
      await assert.rejects(alarm.delete("fault-rate"), /not authorized/);
    });
  });

  describe("composite alarm", () => {
    const alarm = typeUnderTest("aws:cloudwatch/compositeAlarm:CompositeAlarm");
    const described = { "monitoring DescribeAlarms": { output: { CompositeAlarms: [{ AlarmArn: arn }] } } };
    const inputs = { alarmName: "page", alarmRule: `ALARM("fault-rate") OR ALARM("no-traces")`, tags: { team: "a" } };

    it("is created, and looked up among the composite ones for its ARN", async () => {
      alarm.answer(described);
      const full = {
        ...inputs,
        alarmDescription: "Look.",
        actionsEnabled: false,
        alarmActions: ["arn:topic"],
        okActions: ["arn:ok"],
        insufficientDataActions: ["arn:none"],
      };
      assert.deepEqual(await alarm.create(full), { id: "page", outs: { ...full, arn } });
      assert.deepEqual(alarm.calls(), [
        {
          call: "monitoring PutCompositeAlarm",
          input: {
            AlarmName: "page",
            AlarmDescription: "Look.",
            AlarmRule: `ALARM("fault-rate") OR ALARM("no-traces")`,
            ActionsEnabled: false,
            AlarmActions: ["arn:topic"],
            OKActions: ["arn:ok"],
            InsufficientDataActions: ["arn:none"],
            Tags: [{ Key: "team", Value: "a" }],
          },
        },
        { call: "monitoring DescribeAlarms", input: { AlarmNames: ["page"], AlarmTypes: ["CompositeAlarm"] } },
      ]);
    });

    it("is updated by the same call, and its tags by calls of their own", async () => {
      alarm.answer(described);
      await alarm.update("page", inputs, { ...inputs, alarmRule: "FALSE", tags: {} });
      const [put, , untag, ...more] = alarm.calls();
      assert.deepEqual(put!.input, { AlarmName: "page", AlarmRule: "FALSE", Tags: [] });
      assert.deepEqual(untag, { call: "monitoring UntagResource", input: { ResourceARN: arn, TagKeys: ["team"] } });
      assert.deepEqual(more, []);
    });

    it("is deleted, and may be gone already", async () => {
      await alarm.delete("page");
      assert.deepEqual(alarm.calls(), [{ call: "monitoring DeleteAlarms", input: { AlarmNames: ["page"] } }]);
      alarm.answer({ "monitoring DeleteAlarms": missing.cloudwatch });
      await alarm.delete("page");
    });
  });

  describe("dashboard", () => {
    const dashboard = typeUnderTest("aws:cloudwatch/dashboard:Dashboard");
    const dashboardArn = "arn:aws:cloudwatch::123456789012:dashboard/pmp";
    const inputs = { dashboardName: "pmp", dashboardBody: '{"widgets":[]}' };
    const found = { "monitoring GetDashboard": { output: { DashboardArn: dashboardArn } } };
    const put = {
      call: "monitoring PutDashboard",
      input: { DashboardName: "pmp", DashboardBody: '{"widgets":[]}' },
    };
    const get = { call: "monitoring GetDashboard", input: { DashboardName: "pmp" } };

    it("is created and updated by the same call, and looked up for its ARN", async () => {
      dashboard.answer(found);
      assert.deepEqual(await dashboard.create(inputs), { id: "pmp", outs: { ...inputs, dashboardArn } });
      assert.deepEqual(dashboard.calls(), [put, get]);
      dashboard.answer(found);
      await dashboard.update("pmp", { ...inputs, dashboardBody: "{}" }, inputs);
      assert.deepEqual(dashboard.calls(), [put, get]);
    });

    it("fails where CloudWatch has something to say of its body", async () => {
      const messages = [{ DataPath: "/widgets/0", Message: "Should have a type" }];
      dashboard.answer({ ...found, "monitoring PutDashboard": { output: { DashboardValidationMessages: messages } } });
      await assert.rejects(dashboard.create(inputs), /^Error: dashboard pmp: .*Should have a type/);
    });

    it("is deleted, and may be gone already", async () => {
      await dashboard.delete("pmp");
      assert.deepEqual(dashboard.calls(), [
        { call: "monitoring DeleteDashboards", input: { DashboardNames: ["pmp"] } },
      ]);
      dashboard.answer({ "monitoring DeleteDashboards": { error: "ResourceNotFound", message: "gone" } });
      await dashboard.delete("pmp");
    });
  });
});
