import assert from "node:assert/strict";
import { createExportPipeline } from "../../../packages/tracing/src/export-pipeline.ts";
import { OpenSegments } from "../../../packages/tracing/src/open-segments.ts";
import { RecordedSpan } from "../../../packages/tracing/src/recorded-span.ts";
import { readSettings } from "../../../packages/tracing/src/settings.ts";
import {
  resourceFromAttributes,
  ROOT_CONTEXT,
  SdkTracerProvider,
  trace,
  TraceFlags,
} from "../../../packages/tracing/testing.ts";
import { FakeAgent } from "./support/fake-agent.ts";
import { FACTS, SPAN_ID, TRACE_ID } from "./support/spans.ts";

describe("a segment with embedded subsegments that is shown while it runs", () => {
  it("sends what it holds, from then on each subsegment as it ends, and itself without them", async () => {
    const agent = await FakeAgent.start();
    const output = createExportPipeline(
      readSettings({ AWS_XRAY_DAEMON_ADDRESS: agent.address, PMP_EMBED_SUBSEGMENTS: "true" }),
    );
    const { processor } = output;
    const open = new OpenSegments();
    const segment = new RecordedSpan(
      {
        spanContext: { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED },
        parentSpanContext: undefined,
        info: { ...FACTS },
      },
      {
        resource: resourceFromAttributes({ "service.name": "pmp-api" }),
        ended: (ended) => {
          open.delete(ended);
          processor.onEnd(ended);
        },
      },
    );
    open.add(segment);
    const tracer = new SdkTracerProvider({ spanProcessors: [processor] }).getTracer("app");
    const inside = trace.setSpan(ROOT_CONTEXT, segment);
    const running = tracer.startSpan("begun before", {}, inside);
    tracer.startSpan("ended before", {}, inside).end();

    let due = false;
    const stop = output.showLongRunning({
      longRunning: () => (due ? open.longRunning(segment.startedAt + 5_000) : []),
    });
    assert.equal(processor.pending, false, "nothing is sent while it is held");
    due = true;
    const shown = (await agent.documentsUntil(2)).map(({ name, in_progress }) => [name, in_progress]);
    assert.deepEqual(shown, [
      ["pmp-api", true],
      ["ended before", undefined],
    ]);

    running.end();
    tracer.startSpan("begun after", {}, inside).end();
    segment.end();
    const all = await agent.documentsUntil(5);
    assert.deepEqual(
      all.slice(2).map(({ name, parent_id, type }) => [name, parent_id, type]),
      [
        ["begun before", SPAN_ID, "subsegment"],
        ["begun after", SPAN_ID, "subsegment"],
        ["pmp-api", undefined, undefined],
      ],
    );
    assert.ok(all.every((document) => !("subsegments" in document)));
    stop();
    await processor.shutdown();
    agent.close();
  });
});
