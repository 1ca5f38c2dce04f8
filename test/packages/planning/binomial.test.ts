import assert from "node:assert/strict";
import fc from "fast-check";
import { binomialBounds } from "../../../packages/planning/src/binomial.ts";

/**
 * The number of ways of each count 0..n out of n requests at rate `part` / `whole`, times whole^n: exact, in whole numbers,
 * where the code under test uses floating-point logarithms.
 */
function weights(n: number, part: bigint, whole: bigint): bigint[] {
  const result: bigint[] = [];
  let choose = 1n;
  for (let k = 0; k <= n; k += 1) {
    if (k > 0) choose = (choose * BigInt(n - k + 1)) / BigInt(k);
    result.push(choose * part ** BigInt(k) * (whole - part) ** BigInt(n - k));
  }
  return result;
}

/** The least count that is not in the lower tail, and the greatest that is not in the upper, for a tail of 1 / `odds`. */
function exactBounds(n: number, part: bigint, whole: bigint, odds: bigint): { low: number; high: number } {
  const all = weights(n, part, whole);
  const total = whole ** BigInt(n);
  const outside = (counts: readonly bigint[]): number => {
    let sum = 0n;
    return counts.findIndex((weight) => (sum += weight) * odds >= total);
  };
  return { low: outside(all), high: n - outside(all.toReversed()) };
}

describe("local/proof/binomial", () => {
  it("is exactly what summing the distribution in whole numbers gives", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 1, max: 999 }), (n, permille) => {
        const expected = exactBounds(n, BigInt(permille), 1000n, 10_000_000n);
        assert.deepEqual(binomialBounds(n, permille / 1000), expected);
      }),
    );
  });

  it("takes another tail", () => {
    for (const odds of [20, 1000, 1_000_000]) {
      assert.deepEqual(binomialBounds(100, 0.1, 1 / odds), exactBounds(100, 1n, 10n, BigInt(odds)));
    }
  });

  it("knows a coin thrown ten times: below 1 and above 9 are each one in 1024", () => {
    assert.deepEqual(binomialBounds(10, 0.5, 1 / 1023), { low: 1, high: 9 });
    assert.deepEqual(binomialBounds(10, 0.5, 1 / 1025), { low: 0, high: 10 });
    // P(at most 1) = 11 / 1024.
    assert.deepEqual(binomialBounds(10, 0.5, 1 / 90), { low: 2, high: 8 });
  });

  it("counts what is just as likely as the tail as within", () => {
    assert.deepEqual(binomialBounds(7, 0.9), { low: 0, high: 7 });
    assert.deepEqual(binomialBounds(7, 0.1), { low: 0, high: 7 });
  });

  it("leaves nothing to chance at rate 0 and at rate 1", () => {
    assert.deepEqual(binomialBounds(50, 0), { low: 0, high: 0 });
    assert.deepEqual(binomialBounds(50, 1), { low: 50, high: 50 });
    assert.deepEqual(binomialBounds(0, 0.5), { low: 0, high: 0 });
  });

  it("holds the expected count, and nothing outside 0 to n", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, p) => {
        const { low, high } = binomialBounds(n, p);
        assert.ok(0 <= low && low <= Math.ceil(n * p) && Math.floor(n * p) <= high && high <= n, `${low} ${high}`);
      }),
    );
  });

  it("does not underflow: 100 000 requests at 10 % stay within six standard deviations, and not within five", () => {
    const { low, high } = binomialBounds(100_000, 0.1);
    const deviation = Math.sqrt(100_000 * 0.1 * 0.9);
    for (const distance of [10_000 - low, high - 10_000]) {
      assert.ok(5 * deviation < distance && distance < 6 * deviation, `${low} ${high}`);
    }
  });
});
