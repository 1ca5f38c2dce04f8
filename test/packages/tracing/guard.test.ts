import assert from "node:assert/strict";
import { channel } from "node:diagnostics_channel";
import { attempt, failed, failureCount, guarded } from "../../../packages/tracing/src/guard.ts";
import { subscribe } from "../../../packages/tracing/src/instrument/subscribe.ts";
import { diag } from "../../../packages/tracing/testing.ts";
import { takeWarnings } from "./support/warnings.ts";

describe("what fails in tracing", () => {
  let warnings: string[];
  beforeEach(() => (warnings = takeWarnings()));
  afterEach(() => diag.disable());

  it("is counted each time and said once a minute for each place", () => {
    const before = failureCount();
    const act = guarded("place one", () => {
      throw new Error("broken");
    });
    act();
    act();
    assert.equal(
      attempt("place two", (): number => {
        throw new Error("broken too");
      }),
      undefined,
    );
    assert.equal(failureCount(), before + 3);
    assert.deepEqual(warnings, [
      `pmp-tracing: tracing failed in place one; the app continues: broken (${before + 1} failures so far)`,
      `pmp-tracing: tracing failed in place two; the app continues: broken too (${before + 3} failures so far)`,
    ]);
  });

  it("leaves results and arguments as they are where nothing fails", () => {
    const seen: number[][] = [];
    guarded("place", (a: number, b: number) => void seen.push([a, b]))(1, 2);
    assert.deepEqual(seen, [[1, 2]]);
    assert.equal(
      attempt("place", () => 7),
      7,
    );
    assert.deepEqual(warnings, []);
  });

  it("does no harm when the app's logger throws, or the error can't be read", () => {
    const unreadable = new Proxy(new Error("x"), {
      get() {
        throw new Error("trap");
      },
    });
    failed("unreadable", unreadable);
    assert.match(warnings[0] ?? "", /an error that can't be read/);
    const broken = (): never => {
      throw new Error("the log is full");
    };
    diag.setLogger(
      { error: broken, warn: broken, info: broken, debug: broken, verbose: broken },
      { suppressOverrideMessage: true },
    );
    const before = failureCount();
    failed("a broken logger", new Error("x"));
    assert.equal(failureCount(), before + 1);
  });

  it("in a listener of a channel is no uncaught exception, and the app's own listeners are called", async () => {
    const name = "pmp-tracing-test";
    const seen: unknown[] = [];
    const uncaught: unknown[] = [];
    const listeners = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => uncaught.push(error));
    try {
      const stop = subscribe(name, () => {
        throw new Error("in a listener");
      });
      const own = subscribe(name, (message) => seen.push(message));
      channel(name).publish("hello");
      // Node throws what a listener throws one tick later.
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(seen, ["hello"]);
      assert.deepEqual(uncaught, []);
      assert.match(warnings.join("\n"), /tracing failed in pmp-tracing-test; the app continues: in a listener/);
      stop();
      own();
      assert.equal(channel(name).hasSubscribers, false);
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const listener of listeners) process.on("uncaughtException", listener);
    }
  });
});
