import assert from "node:assert/strict";
import { AlarmError, evaluateComposite, parseRule, type AlarmState } from "@pmp/alarms";

const STATES = new Map<string, AlarmState>([
  ["bad", "ALARM"],
  ["good", "OK"],
  ["new", "INSUFFICIENT_DATA"],
  ["two words", "ALARM"],
]);

describe("the rule of a composite alarm", () => {
  const cases: readonly [rule: string, state: AlarmState][] = [
    ['ALARM("bad")', "ALARM"],
    ["ALARM(bad)", "ALARM"],
    ['ALARM("good") OR ALARM("bad")', "ALARM"],
    ['ALARM("good") AND ALARM("bad")', "OK"],
    ['OK("good") AND INSUFFICIENT_DATA("new")', "ALARM"],
    ["NOT ALARM(good)", "ALARM"],
    ["NOT (ALARM(bad) OR ALARM(good))", "OK"],
    // AND binds more than OR.
    ["ALARM(bad) OR ALARM(good) AND FALSE", "ALARM"],
    ["(ALARM(bad) OR ALARM(good)) AND FALSE", "OK"],
    ['ALARM("two words") AND TRUE', "ALARM"],
    ['ALARM("arn:aws:cloudwatch:us-east-1:123456789012:alarm:bad")', "ALARM"],
    ["ALARM(missing) OR OK(missing)", "OK"],
  ];
  for (const [rule, state] of cases) {
    it(`${rule} is ${state}`, () => {
      assert.equal(evaluateComposite(rule, STATES), state);
    });
  }

  for (const rule of [
    "",
    "ALARM",
    "ALARM(",
    "ALARM()",
    "ALARM(bad",
    "ALARM(bad) OR",
    "bad",
    "ALARM(bad) bad",
    'ALARM("bad)',
  ]) {
    it(`${JSON.stringify(rule)} is refused, with the rule`, () => {
      assert.throws(
        () => parseRule(rule),
        (error) => error instanceof AlarmError && error.message.endsWith(rule),
      );
    });
  }
});
