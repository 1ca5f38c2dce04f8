import { securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { list } from "../../kit/read.ts";
import { collectUnknowns } from "../../kit/unknown.ts";
import { COMPOSITE_ALARM, METRIC_ALARM } from "./metric.ts";

export const alarmHasAction = resourcePolicy({
  name: "alarm-has-action",
  title: "An alarm notifies someone.",
  why: "An alarm without an action only changes its color in the console.",
  fix: "Give alarmActions the ARN of an SNS topic that people subscribe to, and leave actionsEnabled on.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [securityHub("CloudWatch.15"), securityHub("CloudWatch.17"), wellArchitected("REL06-BP03")],
  types: [METRIC_ALARM, COMPOSITE_ALARM],
  *check({ props }) {
    yield* collectUnknowns([
      function* () {
        // In a preview the value of an action may be unknown, such as a new topic's ARN, but its presence is known.
        if (list(props.alarmActions).length === 0) yield { path: "alarmActions", message: "The alarm has no action." };
      },
      function* () {
        if (props.actionsEnabled === false)
          yield { path: "actionsEnabled", message: "The alarm's actions are switched off." };
      },
    ]);
  },
});
