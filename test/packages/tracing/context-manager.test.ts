import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { AsyncContextManager } from "../../../packages/tracing/src/context-manager.ts";
import { createContextKey, ROOT_CONTEXT } from "../../../packages/tracing/testing.ts";

const KEY = createContextKey("test");

describe("context manager", () => {
  const manager = new AsyncContextManager();
  const named = (name: string) => ROOT_CONTEXT.setValue(KEY, name);
  const active = (): unknown => manager.active().getValue(KEY);

  it("has a context for a function and all that it starts, and none outside", async () => {
    const later = manager.with(named("a"), async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return active();
    });
    assert.equal(active(), undefined);
    assert.equal(await later, "a");
  });

  it("passes this, arguments and the result on", () => {
    const self = { n: 1 };
    const add = function (this: typeof self, more: number): number {
      return this.n + more;
    };
    assert.equal(manager.with(named("a"), add, self, 2), 3);
    assert.equal(manager.bind(named("a"), add).call(self, 4), 5);
    assert.equal(manager.bind(named("a"), "no function"), "no function");
  });

  it("binds a function to a context", () => {
    assert.equal(manager.bind(named("a"), active)(), "a");
  });

  it("binds the listeners that an emitter gets from then on, which can be removed as ever", () => {
    const emitter = manager.bind(named("a"), new EventEmitter());
    const seen: unknown[] = [];
    const listener = (): void => void seen.push(active());
    assert.equal(emitter.on("x", listener), emitter);
    emitter.once("x", () => seen.push("once", active()));
    emitter.emit("x");
    assert.deepEqual(seen, ["a", "once", "a"]);
    emitter.emit("x");
    assert.equal(seen.length, 4, "the one listener has gone");
    assert.equal(emitter.removeListener("x", listener), emitter);
    emitter.on("x", listener).off("x", listener);
    emitter.emit("x");
    assert.equal(seen.length, 4);
    assert.equal(manager.bind(named("b"), emitter), emitter);
  });
});
