import assert from "node:assert/strict";
import { alarmMetricExists } from "../../../../policy/cloud/alarms/alarm-metric-exists.ts";
import { describePolicy, messages } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  alarmMetricExists,
  {
    bad: [
      { resource: "misspelt", path: "namespace", message: "There is no namespace AWS/XRay; X-Ray's is AWS/X-Ray." },
      {
        resource: "invented",
        path: "metricName",
        message: "AWS/X-Ray has no metric FaultRate; it has ApproximateTraceCount.",
      },
      {
        resource: "in-math",
        path: "metricQueries[0].metric.dimensions",
        message: "ApproximateTraceCount isn't published under ServiceName, but under GroupName.",
      },
      {
        resource: "in-math",
        path: "metricQueries[1].metric.dimensions",
        message:
          "Fault isn't published under no dimension, but under Environment and Service, or Environment and Operation and Service.",
      },
    ],
    unknown: {
      at: { "in-math": "metricQueries[0].metric" },
      said: [
        { resource: "misspelt", path: "namespace", message: "There is no namespace AWS/XRay; X-Ray's is AWS/X-Ray." },
        {
          resource: "invented",
          path: "metricName",
          message: "AWS/X-Ray has no metric FaultRate; it has ApproximateTraceCount.",
        },
        {
          resource: "in-math",
          path: "metricQueries[1].metric.dimensions",
          message:
            "Fault isn't published under no dimension, but under Environment and Service, or Environment and Operation and Service.",
        },
      ],
    },
  },
  () => {
    const alarm = (dimensions: object) =>
      goodWith("aws:cloudwatch/metricAlarm:MetricAlarm", {
        namespace: "ApplicationSignals",
        metricName: "Latency",
        dimensions,
      });

    it("knows every set of dimensions that a metric has, and takes each whole", () => {
      assert.deepEqual(messages(alarmMetricExists, alarm({ Service: "shop", Environment: "eks:shop" })), []);
      assert.deepEqual(
        messages(alarmMetricExists, alarm({ Service: "shop", Environment: "eks:shop", Operation: "GET /" })),
        [],
      );
      for (const wrong of [{ Service: "shop", Region: "us-east-1" }, { Service: "shop" }]) {
        assert.equal(messages(alarmMetricExists, alarm(wrong)).length, 1);
      }
    });
  },
);
