import { defineCheck } from "../../check.ts";
import { alarms, alarmsOf } from "../../facts/alarms.ts";
import { groups, groupsOf } from "../../facts/groups.ts";

export const alarmsHaveActions = defineCheck({
  name: "alarms-have-actions",
  link: "alarms",
  title: "each alarm tells somebody",
  why: "An alarm without an action, or with its actions off, changes its colour on a page that nobody looks at.",
  fix: "Give it an SNS topic: pmp-xray:alarms.topicArn or email.",
  needs: { alarms, groups },
  after: ["groups-exist", "alarms-exist"],
  sources: ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"],
  *check({ alarms: all, groups: some }, target) {
    const own = alarmsOf(
      all,
      groupsOf(some, target.service).map(({ name }) => name),
    );
    // A composite alarm with actions notifies for the alarms in its rule.
    const composite = own.flatMap(({ rule, actions }) => (rule !== undefined && actions.length > 0 ? [rule] : []));
    for (const { name, actions, actionsEnabled } of own) {
      if (composite.some((rule) => rule.includes(name))) continue;
      if (actions.length === 0) yield { message: `Alarm ${name} has no action.`, object: `alarm ${name}` };
      else if (!actionsEnabled) {
        yield {
          message: `The actions of alarm ${name} are off.`,
          object: `alarm ${name}`,
          fix: `aws --region ${target.region} cloudwatch enable-alarm-actions --alarm-names ${name}`,
        };
      }
    }
  },
});
