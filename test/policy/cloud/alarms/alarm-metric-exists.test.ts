import { alarmMetricExists } from "../../../../policy/cloud/alarms/alarm-metric-exists.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(alarmMetricExists, {
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
});
