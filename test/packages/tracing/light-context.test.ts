import assert from "node:assert/strict";
import fc from "fast-check";
import { LIGHT_ROOT } from "../../../packages/tracing/src/light-context.ts";
import { createContextKey, ROOT_CONTEXT, type Context } from "../../../packages/tracing/testing.ts";

const KEYS = ["a", "b", "c"].map((name) => createContextKey(name));

describe("light context", () => {
  it("holds at each moment what the API's own context holds", () => {
    const step = fc.record({ key: fc.constantFrom(...KEYS), value: fc.option(fc.integer(), { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const history: [Context, Context][] = [[LIGHT_ROOT, ROOT_CONTEXT]];
        for (const { key, value } of steps) {
          const [light, own] = history.at(-1)!;
          history.push(
            value === undefined
              ? [light.deleteValue(key), own.deleteValue(key)]
              : [light.setValue(key, value), own.setValue(key, value)],
          );
        }
        // Also the earlier ones: nothing that comes later may change them.
        for (const [light, own] of history) {
          for (const key of KEYS) assert.equal(light.getValue(key), own.getValue(key));
        }
      }),
    );
  });

  it("does not grow when a value is set anew for ever", () => {
    let context = LIGHT_ROOT;
    for (let i = 0; i < 200_000; i += 1) context = context.setValue(KEYS[i % 3]!, i);
    // A chain of all these would be too deep to look through.
    assert.equal(context.getValue(createContextKey("other")), undefined);
    assert.equal(context.getValue(KEYS[2]!), 199_997);
  });
});
