import assert from "node:assert/strict";
import { stateOf, type TreatMissingData, type Verdict } from "@pmp/alarms";

const TREATMENTS: readonly TreatMissingData[] = ["missing", "ignore", "breaching", "notBreaching"];
/** The four columns of the tables; "kept" is the present state. */
type Row = readonly [points: string, ...states: string[]];

/** The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html */
const THREE_OF_THREE: readonly Row[] = [
  ["0 - X - X", "OK", "OK", "OK", "OK"],
  ["- - - - 0", "OK", "OK", "OK", "OK"],
  ["0 - - - -", "OK", "OK", "OK", "OK"],
  ["- - - - -", "INSUFFICIENT_DATA", "kept", "ALARM", "OK"],
  ["0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["- - X - -", "ALARM", "kept", "ALARM", "OK"],
  ["X - - - -", "ALARM", "kept", "ALARM", "OK"],
  ["- - - - X", "INSUFFICIENT_DATA", "kept", "ALARM", "OK"],
];
const TWO_OF_THREE: readonly Row[] = [
  ["0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0 - X - -", "OK", "OK", "ALARM", "OK"],
  ["- - - - 0", "OK", "OK", "ALARM", "OK"],
  ["- - - X -", "ALARM", "kept", "ALARM", "OK"],
  ["- - - - X", "INSUFFICIENT_DATA", "kept", "ALARM", "OK"],
];

function verdicts(points: string): Verdict[] {
  return points.split(" ").map((point) => (point === "-" ? undefined : point === "X" ? "breaching" : "within"));
}

describe("missing data of an alarm", () => {
  for (const [datapointsToAlarm, rows] of [
    [3, THREE_OF_THREE],
    [2, TWO_OF_THREE],
  ] as const) {
    for (const [points, ...states] of rows) {
      for (const [index, treatMissingData] of TREATMENTS.entries()) {
        it(`${datapointsToAlarm} of 3, ${points}, ${treatMissingData}: ${states[index]!}`, () => {
          for (const current of ["OK", "ALARM", "INSUFFICIENT_DATA"] as const) {
            const expected = states[index] === "kept" ? current : states[index];
            const settings = { evaluationPeriods: 3, datapointsToAlarm, treatMissingData };
            assert.equal(stateOf(verdicts(points), settings, current), expected);
          }
        });
      }
    }
  }
});
