import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bytes,
  clock,
  clockParts,
  count,
  dateTime,
  duration,
  percent,
  plural,
  rate,
  roundDuration,
} from "../../../../packages/xray-local/page/src/logic/format.ts";

/** The narrow space that never breaks, which stands between a number and its unit. */
const plain = (text: string): string => text.replaceAll("\u202f", " ");

describe("page: numbers and times", () => {
  it("writes a time with the unit that fits, and three digits", () => {
    const cases: readonly [number, string][] = [
      [0, "0 ms"],
      [0.000_000_2, "1 µs"],
      [0.000_87, "870 µs"],
      [0.0012, "1.20 ms"],
      [0.0123, "12.3 ms"],
      [0.412, "412 ms"],
      [0.9994, "999 ms"],
      [0.9999, "1.00 s"],
      [1.236, "1.24 s"],
      [59.99, "60.0 s"],
      [60, "1 m 00 s"],
      [125.4, "2 m 05 s"],
      [-1, "0 ms"],
      [NaN, "–"],
    ];
    for (const [seconds, words] of cases) assert.equal(plain(duration(seconds)), words, String(seconds));
  });

  it("writes the round times of an axis without empty digits", () => {
    assert.deepEqual([0, 0.005, 0.01, 0.0025, 0.1, 2, 120].map(roundDuration).map(plain), [
      "0 ms",
      "5 ms",
      "10 ms",
      "2.5 ms",
      "100 ms",
      "2 s",
      "2 m 00 s",
    ]);
  });

  it("never shows a longer time as a shorter one", () => {
    const valueOf = (text: string): number => {
      const parts = [...plain(text).matchAll(/([\d.]+) (µs|ms|m|s)/g)];
      const unit: Readonly<Record<string, number>> = { µs: 1e-6, ms: 1e-3, s: 1, m: 60 };
      return parts.reduce((sum, [, number, name]) => sum + Number(number) * unit[name!]!, 0);
    };
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 5000, noNaN: true }),
        fc.double({ min: 1.02, max: 10, noNaN: true }),
        (one, factor) => {
          assert.ok(valueOf(duration(one)) <= valueOf(duration(one * factor)));
        },
      ),
    );
  });

  it("writes times of day with milliseconds, in the reader's time zone", () => {
    const moment = new Date(2026, 10, 22, 8, 5, 9, 45).getTime() / 1000;
    assert.equal(clock(moment), "08:05:09.045");
    assert.deepEqual(clockParts(moment), ["08:05:09", ".045"]);
    assert.equal(dateTime(moment), "2026-11-22 08:05:09.045");
    assert.equal(clock(Infinity), "–");
    assert.equal(dateTime(NaN), "–");
  });

  it("groups the digits of a count and finds its word", () => {
    assert.equal(count(1_234_567), "1,234,567");
    assert.equal(count(999), "999");
    assert.equal(plural(1, "trace"), "1 trace");
    assert.equal(plural(5000, "trace"), "5,000 traces");
  });

  it("writes memory in steps of 1,024", () => {
    assert.deepEqual([640, 2048, 128 * 1024 ** 2, 3 * 1024 ** 3].map(bytes).map(plain), [
      "640 B",
      "2.00 kB",
      "128 MB",
      "3.00 GB",
    ]);
  });

  it("never rounds a share to nothing or to all", () => {
    assert.deepEqual([0, 0.0001, 0.05, 0.125, 0.9999, 1, NaN].map(percent).map(plain), [
      "0 %",
      "< 0.1 %",
      "5 %",
      "12.5 %",
      "> 99.9 %",
      "100 %",
      "–",
    ]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }), (share) => {
        assert.doesNotMatch(plain(percent(share)), /^(0|100) %$/);
      }),
    );
  });

  it("writes a rate per minute", () => {
    assert.deepEqual([0, 4.25, 1234].map(rate), ["0/min", "4.3/min", "1,234/min"]);
  });
});
