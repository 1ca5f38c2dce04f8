import assert from "node:assert/strict";
import fc from "fast-check";
import { BoostControl, completeRule } from "@pmp/sampling";

const rule = (FixedRate: number, MaxRate: number, CooldownWindowMinutes: number) =>
  completeRule({ RuleName: "a", Priority: 1, FixedRate, SamplingRateBoost: { MaxRate, CooldownWindowMinutes } });

/** Boosted reports at the times of ten-second rounds with that many anomalies each. */
function boosted(
  given: ReturnType<typeof rule>,
  anomalies: readonly number[],
): { at: number; rate: number; ttl: number }[] {
  const control = new BoostControl();
  return anomalies.flatMap((count, round) => {
    control.add("shop", count, round * 10);
    const boost = control.current(given, round * 10);
    return boost === undefined ? [] : [{ at: round * 10, rate: boost.BoostRate, ttl: boost.BoostRateTTL }];
  });
}

describe("BoostControl", () => {
  it("boosts a rule with a boost, at the first anomaly that its rate would miss", () => {
    assert.deepEqual(boosted(completeRule({ RuleName: "a", Priority: 1, FixedRate: 0.1 }), [9, 9]), []);
    assert.deepEqual(boosted(rule(0.1, 0.5, 10), [0, 0, 0]), []);
    assert.equal(boosted(rule(0.01, 0.8, 1), [0, 9])[0]?.at, 10);
    // 1 - 0.05^(1/9): AWS's own example of a rule at 1 % is boosted to 28 %.
    assert.equal(boosted(rule(0.01, 0.8, 1), [9])[0]?.rate.toFixed(2), "0.28");
    // The rate of 50 % sees one of nine almost surely.
    assert.deepEqual(boosted(rule(0.5, 0.8, 1), [9]), []);
  });

  it("lasts a minute, once in each window that is aligned to the clock", () => {
    const given = rule(0.01, 0.5, 10);
    const times = boosted(given, Array<number>(180).fill(1)).map(({ at }) => at);
    // From 0:00 to 1:00, then from 10:00 and 20:00 on.
    const minute = [0, 10, 20, 30, 40, 50];
    assert.deepEqual(
      times,
      [0, 600, 1200].flatMap((start) => minute.map((second) => start + second)),
    );
    assert.equal(boosted(rule(0.01, 0.5, 1), Array<number>(30).fill(1)).length, 30, "one after another");
  });

  it("counts started boosts, and uses up the window that a boost ended in", () => {
    const control = new BoostControl();
    const given = rule(0.01, 0.5, 10);
    const ttlAt = (now: number): number | undefined => {
      control.add("shop", 1, now);
      return control.current(given, now)?.BoostRateTTL;
    };
    // From 9:50 to 10:50, so that the next one is due at 20:00.
    assert.deepEqual([590, 640, 650, 1199, 1200].map(ttlAt), [610, 650, undefined, undefined, 1220]);
    assert.equal(control.started, 2);
  });

  it("is in force while answers renew it, and no longer than a minute", () => {
    const control = new BoostControl();
    const given = rule(0.01, 0.5, 10);
    const inForce = (...times: number[]) => times.map((now) => control.inForce(now)?.BoostRate);
    assert.deepEqual(inForce(600), [undefined]);
    control.add("shop", 1, 600);
    control.current(given, 600);
    assert.deepEqual(inForce(600, 619, 620), [0.5, 0.5, undefined]);
    for (const now of [610, 630, 650]) {
      control.add("shop", 1, now);
      control.current(given, now);
    }
    assert.deepEqual(inForce(659, 660), [0.5, undefined]);
    // The rule's own rate is enough by now.
    const other = new BoostControl();
    other.add("shop", 1, 600);
    other.current(given, 605);
    other.current({ ...given, FixedRate: 0.6 }, 610);
    assert.equal(other.inForce(611), undefined);
  });

  it("is never below the rule's rate, above MaxRate, valid beyond a minute, or more than a minute in a window", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.nat(50), { maxLength: 400 }),
        (rate, max, cooldown, anomalies) => {
          const found = boosted(rule(rate, max, cooldown), anomalies);
          const perWindow = new Map<number, number>();
          for (const { at, rate: boost, ttl } of found) {
            assert.ok(boost > rate && boost <= max);
            assert.ok(ttl > at && ttl <= at + 20);
            const window = Math.floor(at / (60 * cooldown));
            perWindow.set(window, (perWindow.get(window) ?? 0) + 1);
          }
          for (const rounds of perWindow.values()) assert.ok(rounds <= 6);
        },
      ),
    );
  });
});
