import assert from "node:assert/strict";
import { BatchSpanProcessor, type SpanExporter } from "../../../packages/tracing/src/batch-span-processor.ts";
import { TraceFlags, type ReadableSpan } from "../../../packages/tracing/testing.ts";
import { makeSpan } from "./support/spans.ts";

/** A receiver that answers when it is told to. */
class SlowSink implements SpanExporter {
  readonly batches: ReadableSpan[][] = [];
  readonly #waiting: ((result: { code: number }) => void)[] = [];

  export(spans: ReadableSpan[], resultCallback: (result: { code: number }) => void): void {
    this.batches.push(spans);
    this.#waiting.push(resultCallback);
  }

  answer(code = 0): void {
    this.#waiting.shift()?.({ code });
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  get spans(): number {
    return this.batches.reduce((sum, batch) => sum + batch.length, 0);
  }
}

describe("span queue", () => {
  const span = makeSpan();
  let sink: SlowSink;
  let queue: BatchSpanProcessor;
  beforeEach(() => {
    sink = new SlowSink();
    queue = new BatchSpanProcessor(sink);
  });
  afterEach(() => queue.shutdown());
  const add = (count: number): void => {
    for (let i = 0; i < count; i += 1) queue.onEnd(span);
  };

  it("hands on a batch as soon as it is full, and the rest when asked", async () => {
    add(255);
    assert.equal(sink.batches.length, 0);
    add(2);
    assert.deepEqual(
      sink.batches.map(({ length }) => length),
      [256],
    );
    await queue.forceFlush();
    assert.deepEqual(
      sink.batches.map(({ length }) => length),
      [256, 1],
    );
  });

  it("gives a receiver that does not answer no more than four batches, and drops and counts what is too much", () => {
    add(10_000);
    assert.equal(sink.batches.length, 4);
    assert.equal(queue.dropped, 10_000 - 4 * 256 - 4_096);
  });

  it("goes on when the receiver answers, also when it failed", () => {
    add(3_000);
    assert.equal(sink.batches.length, 4);
    for (let i = 0; i < 8; i += 1) sink.answer(i % 2);
    assert.equal(sink.batches.length, 11);
    assert.equal(queue.dropped, 0);
  });

  it("hands everything on at the end of the process, and then takes nothing more", async () => {
    add(3_000);
    await queue.shutdown();
    assert.equal(sink.spans, 3_000);
    add(1);
    assert.equal(sink.spans, 3_000);
    assert.equal(queue.dropped, 1);
  });

  it("leaves out what is not sampled", () => {
    const unsampled = { ...span.spanContext(), traceFlags: TraceFlags.NONE };
    queue.onEnd(Object.create(span, { spanContext: { value: () => unsampled } }) as ReadableSpan);
    queue.drain();
    assert.equal(sink.spans, 0);
  });

  it("outlives a receiver that throws", () => {
    const broken = new BatchSpanProcessor({
      export: () => {
        throw new Error("broken");
      },
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    });
    for (let i = 0; i < 3_000; i += 1) broken.onEnd(span);
    broken.drain();
    assert.equal(broken.dropped, 0);
  });
});
