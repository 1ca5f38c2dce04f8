import assert from "node:assert/strict";
import { annotate, metadata, recordError, setUser } from "../../../packages/tracing/src/helpers.ts";
import { diag, trace } from "../../../packages/tracing/testing.ts";
import type { JsonObject } from "./support/fake-agent.ts";
import { problemsOf } from "./support/segment-schema.ts";
import { at, call, SAMPLED, Traced, UNSAMPLED } from "./support/traced.ts";
import { takeWarnings } from "./support/warnings.ts";

describe("helpers", () => {
  let traced: Traced;
  let warnings: string[];
  beforeEach(async () => {
    warnings = takeWarnings();
    traced = await Traced.start();
  });
  afterEach(async () => {
    await traced.stop();
    diag.disable();
  });

  /** The segment of a request whose handler does this. */
  async function segmentOf(work: () => unknown, headers: Record<string, string> = SAMPLED): Promise<JsonObject> {
    const port = await traced.serve((_request, response) => {
      void Promise.resolve(work()).finally(() => response.end());
    });
    await call(port, { headers });
    const found = (): JsonObject | undefined => traced.agent.documents.find((document) => !("type" in document));
    await traced.tracing.flush();
    await traced.agent.until("the segment", () => found() !== undefined);
    const segment = found();
    assert.ok(segment);
    assert.deepEqual(problemsOf(segment), []);
    return segment;
  }

  it("annotate() is searchable, metadata() is not", async () => {
    const segment = await segmentOf(() => {
      annotate({ "user.tier": "gold", items: 3 });
      annotate({ items: 4, trial: false });
      metadata({ cart: { total: 12.5 } });
      metadata({ step: "paid" }, "checkout");
      metadata({ by: "card" }, "checkout");
    });
    assert.deepEqual(segment.annotations, { "user.tier": "gold", items: 4, trial: false });
    assert.deepEqual(segment.metadata, {
      default: { cart: { total: 12.5 } },
      checkout: { step: "paid", by: "card" },
    });
  });

  it("setUser() is X-Ray's user field", async () => {
    assert.equal((await segmentOf(() => setUser("u-17"))).user, "u-17");
  });

  for (const [id, user] of [
    [4711, "4711"],
    [0, "0"],
    [12345678901234567890n, "12345678901234567890"],
    ["u".repeat(300), "u".repeat(250)],
  ] as const) {
    it(`setUser() takes an id as a database has it: ${typeof id} ${String(id).slice(0, 30)}`, async () => {
      assert.equal((await segmentOf(() => setUser(id))).user, user);
    });
  }

  it("setUser() leaves out what is no id, and says so once, without the value", async () => {
    const odd = [undefined, null, { mail: "bob@example.com" }, NaN, "", Symbol("u"), ["u-1"]];
    const segment = await segmentOf(() => {
      for (let twice = 0; twice < 2; twice += 1) for (const id of odd) setUser(id as unknown as string);
    });
    assert.equal(segment.user, undefined);
    const said = warnings.filter((warning) => warning.includes("setUser()"));
    assert.match(said.join("\n"), /setUser\(\) was given a value of type symbol and sets no user/);
    assert.equal(new Set(said).size, said.length);
    assert.ok(!said.join().includes("bob@example.com"));
  });

  it("recordError() tells what an AggregateError stands for, as Node makes one of a refused connection", async () => {
    const refused = (address: string): Error =>
      Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: "ECONNREFUSED" });
    const both = new AggregateError([refused("::1:5432"), refused("127.0.0.1:5432")]);
    const segment = await segmentOf(() => recordError(new TypeError("fetch failed", { cause: both })));
    const exceptions = at(segment, "cause", "exceptions") as { id: string; message: string; cause?: string }[];
    assert.deepEqual(
      exceptions.map(({ message }) => message),
      [
        "fetch failed",
        "connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432",
        "connect ECONNREFUSED ::1:5432",
        "connect ECONNREFUSED 127.0.0.1:5432",
      ],
    );
    assert.deepEqual(
      exceptions.map(({ cause }) => cause),
      [exceptions[1]?.id, exceptions[2]?.id, undefined, undefined],
    );
  });

  it("recordError() makes a fault with the error and its causes", async () => {
    const error = new Error("order failed", { cause: new TypeError("no price", { cause: "not an error" }) });
    const segment = await segmentOf(() => {
      recordError(error);
      recordError(error);
    });
    assert.equal(segment.fault, true);
    const exceptions = at(segment, "cause", "exceptions") as {
      id: string;
      message: string;
      type: string;
      cause?: string;
    }[];
    assert.deepEqual(
      exceptions.map(({ message, type }) => [type, message]),
      [
        ["Error", "order failed"],
        ["TypeError", "no price"],
        ["string", "not an error"],
      ],
    );
    assert.deepEqual(
      exceptions.map(({ cause }) => cause),
      [exceptions[1]?.id, exceptions[2]?.id, undefined],
    );
  });

  it("act on the request's segment from inside a span of the user's own", async () => {
    const segment = await segmentOf(() =>
      trace.getTracer("mine").startActiveSpan("inner", async (span) => {
        await new Promise((resolve) => setImmediate(resolve));
        annotate({ where: "inside" });
        setUser("u-1");
        recordError(new Error("inside"));
        span.end();
      }),
    );
    assert.deepEqual(segment.annotations, { where: "inside" });
    assert.equal(segment.user, "u-1");
    assert.equal(at(segment, "cause", "exceptions", 0, "message"), "inside");
    const inner = traced.agent.documents.find(({ name }) => name === "inner");
    assert.equal(inner?.type, "subsegment");
    assert.equal("cause" in inner, false);
  });

  it("do nothing, and never throw, outside of a request and in one that is not sampled", async () => {
    const all = (): void => {
      annotate({ a: 1 });
      metadata({ a: 1 });
      setUser("u");
      recordError(new Error("x"));
    };
    all();
    const port = await traced.serve((_request, response) => {
      all();
      response.end();
    });
    assert.equal((await call(port, { headers: UNSAMPLED })).status, 200);
  });

  it("keep X-Ray's limits, with a warning once", async () => {
    const segment = await segmentOf(() => {
      annotate({ "user tier": "gold", long: "x".repeat(2_000) });
      annotate({ "user tier": "gold" });
      annotate(JSON.parse('{"list":[1],"nothing":null}') as Record<string, string>);
      annotate(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, i])));
      annotate({ nan: NaN });
    });
    const annotations = segment.annotations as Record<string, unknown>;
    assert.equal(Object.keys(annotations).length, 50);
    assert.equal(annotations.user_tier, "gold");
    assert.equal(String(annotations.long).length, 1_000);
    for (const words of [
      '"user tier" becomes "user_tier"',
      '"long" is cut',
      '"list" is left out',
      "at most 50 annotations",
    ]) {
      assert.equal(warnings.filter((warning) => warning.includes(words)).length, 1, words);
    }
  });

  it("take any data as metadata", async () => {
    const cyclic: JsonObject = {
      name: "a",
      when: new Date(0),
      big: 10n,
      set: new Set([1]),
      map: new Map([["k", "v"]]),
      f: () => 1,
    };
    cyclic.self = cyclic;
    Object.defineProperty(cyclic, "broken", {
      enumerable: true,
      get: () => {
        throw new Error("no");
      },
    });
    const segment = await segmentOf(() =>
      metadata({ data: cyclic, error: new TypeError("t"), many: "y".repeat(1_000_000) }),
    );
    assert.deepEqual(at(segment, "metadata", "default", "data"), {
      name: "a",
      when: "1970-01-01T00:00:00.000Z",
      big: "10",
      set: [1],
      map: { k: "v" },
      self: "(cycle)",
      broken: "(unreadable)",
    });
    assert.deepEqual(at(segment, "metadata", "default", "error"), { name: "TypeError", message: "t" });
  });

  it("record whatever is thrown", async () => {
    const hostile = Object.defineProperty({}, "message", {
      get: () => {
        throw new Error("no");
      },
    });
    for (const thrown of [undefined, null, 7, "text", Symbol("s"), {}, hostile, Object.create(null)]) {
      await segmentOf(() => recordError(thrown));
      traced.agent.documents.length = 0;
    }
  });
});
