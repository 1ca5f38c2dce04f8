import { defineCheck } from "../../check.ts";
import { alarms, alarmsOf } from "../../facts/alarms.ts";
import { groupCounts } from "../../facts/group-counts.ts";
import { groups, groupsOf } from "../../facts/groups.ts";

export const alarmsHaveData = defineCheck({
  name: "alarms-have-data",
  link: "alarms",
  title: "no alarm waits for data",
  why: "An alarm that stays INSUFFICIENT_DATA does not fire.",
  fix: "Wait two of its periods; then look whether its metric exists.",
  phase: "proof",
  needs: { alarms, groups, counts: groupCounts },
  settles: { deadline: 3600, every: 5 },
  after: ["groups-exist", "alarms-exist", "alarm-metrics-exist", "groups-count-traces"],
  sources: ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html"],
  *check({ alarms: all, groups: some, counts }, target) {
    const own = alarmsOf(
      all,
      groupsOf(some, target.service).map(({ name }) => name),
    );
    for (const { name, state, reason, periodSeconds, periods } of own) {
      if (state !== "INSUFFICIENT_DATA") continue;
      const counted = own.length > 0 && Object.keys(counts).length > 0;
      yield {
        message: `Alarm ${name} is INSUFFICIENT_DATA (${periods} periods of ${periodSeconds} s).`,
        object: `alarm ${name}`,
        evidence: [
          ...(reason === "" ? [] : [reason]),
          counted
            ? "the service's groups have counted traces: it needs no more than time"
            : "the service's groups have counted no traces yet",
        ],
        settling: true,
      };
    }
  },
});
