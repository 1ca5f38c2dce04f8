import type { ChaosLink } from "../link.ts";

/** Somebody learns of faults. */
export const ALARMS: readonly ChaosLink[] = [
  {
    name: "groups-deleted",
    expected: "groups-exist",
    broken: "the service's groups are deleted",
    break: ({ aws }) => aws.deleteGroups(() => true),
  },
  {
    name: "one-group-deleted",
    expected: "alarm-metrics-exist",
    broken: "the group whose traces an alarm counts is deleted",
    break: ({ aws }) => aws.deleteGroups((name) => name === "pmp-api-faults"),
  },
  {
    name: "groups-of-another-service",
    expected: "groups-exist",
    broken: "the groups' filters name another service",
    break: ({ aws }) => aws.changeGroups((filter) => filter.replaceAll('"pmp-api"', '"shop"')),
  },
  {
    name: "alarms-deleted",
    expected: "alarms-exist",
    broken: "the alarms on the service's groups are deleted",
    break: ({ aws }) => aws.changeAlarms(() => undefined),
  },
  {
    name: "alarms-without-action",
    expected: "alarms-have-actions",
    broken: "no alarm has an action",
    break: ({ aws }) => aws.silenceAlarms(),
  },
  {
    name: "alarms-switched-off",
    expected: "alarms-have-actions",
    broken: "the actions of the alarms are switched off",
    break: ({ aws }) => aws.changeAlarms((alarm) => ({ ...alarm, ActionsEnabled: false })),
  },
  {
    name: "alarm-on-no-metric",
    expected: "alarm-metrics-exist",
    broken: "an alarm counts a metric that X-Ray does not publish",
    break: ({ aws }) =>
      aws.changeAlarms((alarm) =>
        alarm.AlarmName !== "pmp-api-no-traces" ? alarm : { ...alarm, MetricName: "FaultRate", Namespace: "AWS/X-Ray" },
      ),
  },
];
