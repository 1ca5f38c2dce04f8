import assert from "node:assert/strict";
import fc from "fast-check";
import { target } from "./target.ts";
import { TARGETS } from "./targets.ts";

/** A short run with a seed of its own each time; `npm run fuzz` runs for as long as one likes. */
describe("fuzzing, a little", () => {
  for (const { name, run } of TARGETS) {
    // Those texts are long.
    const runs = name === "the time of redaction" ? 20 : 300;
    it(name, () => run({ runs, seed: Math.floor(Math.random() * 2 ** 31) }));
  }

  it("finds what is broken, and says by which input", () => {
    const broken = target("broken", fc.nat(), (n) => assert.ok(n < 100));
    assert.throws(() => broken.run({ runs: 1_000, seed: 1 }), /Counterexample: \[100\]/);
  });

  it("ends at the first input that fails where a smaller one is not looked for", () => {
    let failures = 0;
    const holds = (n: number): void => {
      if (n >= 100) failures += 1;
      assert.ok(n < 100);
    };
    assert.throws(() => target("slow", fc.nat(), holds, { endOnFailure: true }).run({ runs: 1_000, seed: 1 }));
    assert.equal(failures, 1);
  });
});
