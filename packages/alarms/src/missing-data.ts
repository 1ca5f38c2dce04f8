import type { AlarmDefinition } from "./definition.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** A datapoint of an alarm: within the threshold, beyond it, or not there. */
export type Verdict = "within" | "breaching" | undefined;

/**
 * The state that datapoints give, as CloudWatch documents it: the newest existing datapoints decide, as many as there are
 * evaluation periods. Only where fewer exist in the whole evaluation range, the missing ones are taken for what
 * `TreatMissingData` says.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 *
 * @param range all datapoints of the evaluation range, the oldest first
 * @param current the present state, which `ignore` keeps
 */
export function stateOf(
  range: readonly Verdict[],
  {
    evaluationPeriods,
    datapointsToAlarm,
    treatMissingData,
  }: Pick<AlarmDefinition, "evaluationPeriods" | "datapointsToAlarm" | "treatMissingData">,
  current: AlarmState,
): AlarmState {
  const existing = range.filter((verdict) => verdict !== undefined).slice(-evaluationPeriods);
  const breaching = existing.filter((verdict) => verdict === "breaching").length;
  const missing = evaluationPeriods - existing.length;
  if (missing > 0 && treatMissingData === "breaching") {
    return breaching + missing >= datapointsToAlarm ? "ALARM" : "OK";
  }
  if (breaching >= datapointsToAlarm) return "ALARM";
  // Something is within the threshold, or missing data counts as that.
  if (missing === 0 || treatMissingData === "notBreaching" || breaching < existing.length) return "OK";
  if (treatMissingData === "ignore") return current;
  // Too few datapoints, all of them breaching: enough when the oldest has been there as long as an alarm takes.
  const age = range.length - range.indexOf("breaching");
  return breaching > 0 && age >= datapointsToAlarm ? "ALARM" : "INSUFFICIENT_DATA";
}
