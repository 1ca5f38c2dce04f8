import { defineCheck } from "../../check.ts";
import { alarms, alarmsOf } from "../../facts/alarms.ts";
import { groups, groupsOf } from "../../facts/groups.ts";

export const alarmsExist = defineCheck({
  name: "alarms-exist",
  link: "alarms",
  title: "alarms watch the service's traces",
  why: "Without alarms, nobody learns of faults.",
  fix: "Deploy them: pulumi up makes alarms on the rates of faults, errors and slow requests, and on no traces at all.",
  needs: { alarms, groups },
  after: ["groups-exist"],
  sources: ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html"],
  *check({ alarms: all, groups: some }, target) {
    const names = groupsOf(some, target.service).map(({ name }) => name);
    if (alarmsOf(all, names).length > 0) return;
    yield { message: `No alarm counts traces of ${names.length === 0 ? target.service : names.join(", ")}.` };
  },
});
