import { z } from "zod";
import { wellArchitected } from "../../kit/frameworks.ts";
import { stackPolicy } from "../../kit/policy.ts";
import { text } from "../../kit/read.ts";
import { collectUnknowns } from "../../kit/unknown.ts";
import { GROUP } from "../groups/group.ts";
import { alarmMetrics, at, METRIC_ALARM } from "./metric.ts";

export const alarmGroupExists = stackPolicy({
  name: "alarm-group-exists",
  title: "An alarm counts the traces of a group that exists.",
  why: "The name of a group is case-sensitive, and a metric of a group that isn't there has no data: the alarm never fires.",
  fix: "Use the groupName of an aws.xray.Group of the stack, or add a group that is created elsewhere to the option groups.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [wellArchitected("OPS08-BP04")],
  types: [METRIC_ALARM, GROUP],
  config: {
    groups: z
      .array(z.string().min(1))
      .default([])
      .describe("Names of groups that exist besides the stack's own and X-Ray's Default."),
  },
  *check(resources, { groups }) {
    const own = resources.filter(({ type }) => type === GROUP).map(({ props }) => text(props.groupName));
    const known = new Set(["Default", ...groups, ...own]);
    const reads = resources
      .filter(({ type }) => type === METRIC_ALARM)
      .flatMap((alarm) => alarmMetrics(alarm).map((read) => ({ urn: alarm.urn, read })));
    yield* collectUnknowns(
      reads.map(
        ({ urn, read }) =>
          () =>
            read()
              .filter(({ namespace }) => namespace === "AWS/X-Ray")
              .flatMap(({ path, dimensions }) => {
                const group = text(dimensions.GroupName);
                if (group === undefined || known.has(group)) return [];
                const message = `There is no group ${group}; there are ${[...known].sort().join(", ")}.`;
                return [{ urn, path: at(path, "dimensions.GroupName"), message }];
              }),
      ),
    );
  },
});
