import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { METRIC_ALARM } from "./metric.ts";

const CHOICES: readonly unknown[] = ["breaching", "notBreaching", "ignore"];

export const alarmMissingDataChosen = resourcePolicy({
  name: "alarm-missing-data-chosen",
  title: "An alarm says what the absence of data means.",
  why:
    "X-Ray publishes nothing, not zero, for a group without traces. By default an alarm then goes to INSUFFICIENT_DATA: an " +
    "alarm on faults does so in every quiet hour, and an alarm on missing traces never fires.",
  fix: "Set treatMissingData: notBreaching for rates and counts of bad traces, breaching for an alarm on no traces at all.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [wellArchitected("OPS08-BP04")],
  types: [METRIC_ALARM],
  *check({ props }) {
    const { treatMissingData } = props;
    if (CHOICES.includes(treatMissingData)) return;
    yield {
      path: "treatMissingData",
      message:
        treatMissingData === undefined || treatMissingData === null
          ? "Nothing is said about missing data."
          : `Missing data is ${JSON.stringify(treatMissingData)}; it may be breaching, notBreaching or ignore.`,
    };
  },
});
