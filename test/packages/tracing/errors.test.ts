import assert from "node:assert/strict";
import fc from "fast-check";
import { describeError, IS_CAUSE, recordErrorOn } from "../../../packages/tracing/src/errors.ts";
import type { Attributes, ReadableSpan, Span } from "../../../packages/tracing/testing.ts";
import { makeSpan } from "./support/spans.ts";

/** What was recorded of an error: each exception's message, and whether it is the cause of the one before. */
function recorded(error: unknown): [string, boolean][] {
  const span = makeSpan({ running: true }) as ReadableSpan & Span;
  recordErrorOn(span, error);
  return span.events.map(({ attributes }) => pair(attributes ?? {}));
}

function pair(attributes: Attributes): [string, boolean] {
  return [String(attributes["exception.message"]), attributes[IS_CAUSE] === true];
}

describe("what is recorded of an error", () => {
  it("is a long message once, and not in front of the frames again", () => {
    const long = describeError(new RangeError(`${"x".repeat(20_000)} end`));
    assert.equal(long.message.length, 20_004);
    assert.match(long.stack ?? "", /^RangeError: \n {4}at /);
    const short = describeError(new RangeError("x".repeat(1_000)));
    assert.match(short.stack ?? "", /^RangeError: x{1000}\n {4}at /);
    const own = Object.assign(new Error("y".repeat(2_000)), { stack: "of its own" });
    assert.equal(describeError(own).stack, "of its own");
  });

  it("is its message; without one what its members say; without any its code", () => {
    const refused = Object.assign(new AggregateError([new Error("a"), new Error("b"), new Error("a")]), {
      code: "ECONNREFUSED",
    });
    assert.equal(describeError(refused).message, "a; b");
    assert.equal(describeError(new AggregateError([new AggregateError([new Error("deep")])])).message, "deep");
    assert.equal(describeError(new AggregateError([new Error("a")], "both failed")).message, "both failed");
    assert.equal(describeError(Object.assign(new Error(""), { code: "ETIMEDOUT" })).message, "ETIMEDOUT");
    assert.equal(describeError(new Error("")).message, "");
    assert.equal(describeError(new AggregateError([])).message, "");
  });

  it("is each of the members of an AggregateError, the first as its cause", () => {
    assert.deepEqual(recorded(new AggregateError([new Error("a"), new Error("b")], "both")), [
      ["both", false],
      ["a", true],
      ["b", false],
    ]);
  });

  it("is the cause of an AggregateError that has one, and its members beside", () => {
    assert.deepEqual(
      recorded(new AggregateError([new Error("a"), new Error("b")], "both", { cause: new Error("c") })),
      [
        ["both", false],
        ["c", true],
        ["a", false],
        ["b", false],
      ],
    );
  });

  it("is five causes and ten exceptions at most, each error once", () => {
    let chain = new Error("0");
    for (let n = 1; n < 50; n += 1) chain = new Error(String(n), { cause: chain });
    assert.deepEqual(
      recorded(chain).map(([message]) => message),
      ["49", "48", "47", "46", "45"],
    );
    const loop = new Error("loop");
    loop.cause = loop;
    assert.deepEqual(recorded(loop), [["loop", false]]);
    const many = Array.from({ length: 100 }, (_, n) => new Error(String(n)));
    assert.equal(recorded(new AggregateError(many)).length, 10);
    const inItself = new AggregateError([]);
    inItself.errors.push(inItself);
    assert.deepEqual(recorded(inItself), [["", false]]);
  });

  it("never throws, whatever was thrown", () => {
    const trap: unknown = new Proxy([], {
      get: () => {
        throw new Error("trap");
      },
    });
    const thrown = fc.oneof(
      fc.anything({ withBigInt: true, withNullPrototype: true }),
      fc.constantFrom(trap, { errors: trap }, { message: "", errors: [trap] }, { cause: trap, errors: [1, null] }),
    );
    fc.assert(
      fc.property(thrown, (error) => {
        assert.ok(recorded(error).length >= 0);
      }),
    );
    assert.deepEqual(recorded({ message: "", errors: trap })[0], ["", false]);
  });
});
