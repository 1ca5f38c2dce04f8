import assert from "node:assert/strict";
import { AsyncContextManager } from "../../../packages/tracing/src/context-manager.ts";
import { CentralRules } from "../../../packages/tracing/src/sampling/central.ts";
import { BatchSpanProcessor } from "../../../packages/tracing/src/batch-span-processor.ts";
import { UdpSender } from "../../../packages/tracing/src/transport/udp-sender.ts";
import {
  context,
  isTracingSuppressed,
  ROOT_CONTEXT,
  trace,
  type SpanContext,
} from "../../../packages/tracing/testing.ts";
import { makeSpan } from "./support/spans.ts";

const REQUEST: SpanContext = { traceId: "5759e988bd862e3fe1be46a994272793", spanId: "53995c3f42cd8ad8", traceFlags: 1 };

/** Where tracing calls out, in which context. */
class Seen {
  readonly #calls: [string, { span: string | undefined; suppressed: boolean }][] = [];

  note(name: string): void {
    const active = context.active();
    const span = trace.getSpanContext(active)?.spanId;
    this.#calls.push([name, { span, suppressed: isTracingSuppressed(active) }]);
  }

  later(name: string): Promise<void> {
    this.note(name);
    return Promise.resolve();
  }

  /** Asserts that just these calls were made, each of them outside of the request. */
  assertOutside(...names: string[]): void {
    assert.deepEqual(
      this.#calls,
      names.map((name) => [name, { span: undefined, suppressed: true }]),
    );
  }
}

describe("what tracing does itself in the course of a request belongs to no trace", () => {
  let seen: Seen;
  beforeEach(() => {
    context.setGlobalContextManager(new AsyncContextManager());
    seen = new Seen();
  });
  afterEach(() => context.disable());
  const inRequest = <T>(work: () => T): T => context.with(trace.setSpanContext(ROOT_CONTEXT, REQUEST), work);

  it("an export, a flush and the end of an exporter", async () => {
    const queue = new BatchSpanProcessor({
      export: (_spans, resultCallback) => {
        seen.note("export");
        resultCallback({ code: 0 });
      },
      forceFlush: () => seen.later("flush"),
      shutdown: () => seen.later("shutdown"),
    });
    await inRequest(async () => {
      for (let i = 0; i < 256; i += 1) queue.onEnd(makeSpan());
      queue.onEnd(makeSpan());
      await queue.forceFlush();
      await queue.shutdown();
    });
    seen.assertOutside("export", "export", "flush", "shutdown");
  });

  it("an export whose timer was armed in the request", async () => {
    const exported = new Promise<void>((done) => {
      const queue = new BatchSpanProcessor({
        export: () => {
          seen.note("export");
          done();
        },
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      });
      inRequest(() => queue.onEnd(makeSpan()));
    });
    // The queue's own timer does not keep the process alive.
    const alive = setInterval(() => undefined, 1_000);
    await exported;
    clearInterval(alive);
    seen.assertOutside("export");
  });

  it("the look-up of the agent's name", async () => {
    const resolve = () => {
      seen.note("resolve");
      return Promise.reject(new Error("getaddrinfo ENOTFOUND"));
    };
    const sender = new UdpSender({ host: "agent.invalid", port: 2000 }, { resolve });
    inRequest(() => sender.prepare());
    await new Promise((done) => setImmediate(done));
    sender.close();
    seen.assertOutside("resolve");
  });

  it("a look for sampling rules", () => {
    const post = () => {
      seen.note("post");
      return new Promise<never>(() => undefined);
    };
    const central = new CentralRules({ post });
    inRequest(() => central.start());
    central.stop();
    seen.assertOutside("post");
  });
});
