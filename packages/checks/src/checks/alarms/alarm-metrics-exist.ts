import { defineCheck } from "../../check.ts";
import { alarms } from "../../facts/alarms.ts";
import { groups } from "../../facts/groups.ts";

export const alarmMetricsExist = defineCheck({
  name: "alarm-metrics-exist",
  link: "alarms",
  title: "alarms on X-Ray count something that X-Ray publishes",
  why: "X-Ray publishes ApproximateTraceCount in AWS/X-Ray, by GroupName. An alarm on anything else never leaves INSUFFICIENT_DATA.",
  fix: "Count the traces of groups, by metric math: docs/differences.md says how.",
  needs: { alarms, groups },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-console-groups.html"],
  *check({ alarms: all, groups: some }) {
    const known = new Set(["Default", ...some.map(({ name }) => name)]);
    for (const { name, metrics } of all) {
      const wrong = metrics.flatMap(({ namespace, name: metric, dimensions }) => {
        if (!/^AWS\/X-?Ray$/i.test(namespace)) return [];
        // Undocumented metrics with three dimensions exist; nothing is said of them.
        if (namespace === "AWS/X-Ray" && dimensions.ServiceName !== undefined && dimensions.GroupName !== undefined)
          return [];
        if (namespace !== "AWS/X-Ray") return [`namespace ${namespace}`];
        if (metric !== "ApproximateTraceCount") return [`metric ${metric}`];
        if (dimensions.GroupName === undefined) return ["no dimension GroupName"];
        return known.has(dimensions.GroupName) ? [] : [`group ${dimensions.GroupName}, which is not there`];
      });
      if (wrong.length > 0) {
        yield {
          message: `Alarm ${name} counts what does not exist: ${[...new Set(wrong)].join(", ")}.`,
          object: `alarm ${name}`,
        };
      }
    }
  },
});
