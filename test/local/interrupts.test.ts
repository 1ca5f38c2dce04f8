import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { Interrupts } from "../../local/interrupts.ts";

describe("local/interrupts", () => {
  let source: EventEmitter;
  let calls: number;
  let interrupts: Interrupts;
  let now: number;
  let exits: number[];

  beforeEach(() => {
    source = new EventEmitter();
    calls = 0;
    now = 1_000;
    exits = [];
    interrupts = new Interrupts(
      () => (calls += 1),
      source,
      (code) => exits.push(code),
      () => now,
    );
  });

  for (const name of ["SIGINT", "SIGTERM"]) {
    it(`aborts at ${name}, and says so`, () => {
      assert.equal(interrupts.signal.aborted, false);
      source.emit(name);
      assert.equal(interrupts.signal.aborted, true);
      assert.equal(calls, 1);
    });
  }

  it("takes the signal that npm forwards for the same Ctrl-C, and ends at a second one", () => {
    source.emit("SIGINT");
    now += 499;
    source.emit("SIGINT");
    assert.deepEqual(exits, []);
    now += 1;
    source.emit("SIGINT");
    assert.deepEqual(exits, [130]);
    assert.equal(calls, 1);
  });

  it("ends a wait at Ctrl-C without a word: that is its normal end", async () => {
    const waited = interrupts.wait();
    source.emit("SIGINT");
    await waited;
    assert.equal(calls, 0);
  });

  it("does not wait when Ctrl-C came before", async () => {
    source.emit("SIGINT");
    await interrupts.wait();
  });
});
