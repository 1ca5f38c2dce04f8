import { defineCheck } from "../../check.ts";
import { groups, groupsOf } from "../../facts/groups.ts";

export const groupsExist = defineCheck({
  name: "groups-exist",
  link: "alarms",
  title: "the service has groups in X-Ray",
  why: "X-Ray publishes one metric, the number of traces of a group: without groups no alarm can count.",
  fix: "Deploy them: pulumi up makes groups for all, faulty, erroneous and slow traces.",
  needs: { groups },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-console-groups.html"],
  *check({ groups: all }, target) {
    if (groupsOf(all, target.service).length > 0) return;
    yield { message: `None of ${all.length} groups names service("${target.service}") in its filter.` };
  },
});
