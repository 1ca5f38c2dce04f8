import assert from "node:assert/strict";
import { XRaySpanExporter } from "../../../packages/tracing/src/exporter.ts";
import { createExportPipeline } from "../../../packages/tracing/src/export-pipeline.ts";
import { OpenSegments } from "../../../packages/tracing/src/open-segments.ts";
import { RecordedSpan } from "../../../packages/tracing/src/recorded-span.ts";
import { readSettings } from "../../../packages/tracing/src/settings.ts";
import { diag, resourceFromAttributes } from "../../../packages/tracing/testing.ts";
import { collectGarbage } from "./support/collect.ts";
import { FakeAgent } from "./support/fake-agent.ts";
import { problemsOf } from "./support/segment-schema.ts";
import { FACTS, makeSpan } from "./support/spans.ts";
import { takeWarnings } from "./support/warnings.ts";

describe("X-Ray exporter", () => {
  let agent: FakeAgent;
  let exporter: XRaySpanExporter;
  let warnings: string[];
  beforeEach(async () => {
    warnings = takeWarnings();
    agent = await FakeAgent.start();
    const endpoint = { host: "127.0.0.1", port: agent.port };
    exporter = new XRaySpanExporter({ udp: endpoint, tcp: endpoint });
  });
  afterEach(async () => {
    await exporter.shutdown();
    agent.close();
    diag.disable();
  });

  it("drops, counts and reports what is too large in spite of everything, and sends the rest of the batch", async () => {
    const endless = makeSpan({ attributes: { "http.request.method": "X".repeat(100_000) } });
    const results: unknown[] = [];
    exporter.export([endless, makeSpan(), endless], (result) => results.push(result));
    await agent.documentsUntil(1);
    assert.deepEqual(results, [{ code: 0 }]);
    assert.equal(agent.documents.length, 1);
    assert.deepEqual(exporter.counts, { sent: 1, dropped: 0, refusals: 0, tooLarge: 2, unredactable: 0 });
    assert.match(warnings.join("\n"), /dropped a segment document that is over 64 kB/);
  });

  it("counts what comes after its end as dropped, and says why", async () => {
    await exporter.shutdown();
    exporter.export([makeSpan()], () => undefined);
    assert.equal(exporter.counts.dropped, 1);
    assert.match(warnings.join("\n"), /dropped 1 segment documents because tracing was shut down; 1 so far/);
  });
});

describe("a request that takes long", () => {
  let agent: FakeAgent;
  beforeEach(async () => (agent = await FakeAgent.start()));
  afterEach(() => agent.close());

  function requestSpan(open: OpenSegments): RecordedSpan {
    const resource = resourceFromAttributes({ "service.name": "pmp-api" });
    const spanContext = { traceId: "5759e988bd862e3fe1be46a994272793", spanId: "70de5b6f19ff9a0a", traceFlags: 1 };
    const start = { spanContext, parentSpanContext: undefined, info: { ...FACTS } };
    const span = new RecordedSpan(start, { resource, ended: (ended) => open.delete(ended) });
    open.add(span);
    return span;
  }

  it("is long after five seconds, once, and not when it has ended", () => {
    const open = new OpenSegments();
    const span = requestSpan(open);
    const ended = requestSpan(open);
    ended.end();
    assert.deepEqual(open.longRunning(span.startedAt + 4_999), []);
    assert.deepEqual(open.longRunning(span.startedAt + 5_000), [span]);
    assert.deepEqual(open.longRunning(span.startedAt + 60_000), []);
  });

  it("is sent in progress while it runs, with the id that its segment has later", async () => {
    const output = createExportPipeline(readSettings({ AWS_XRAY_DAEMON_ADDRESS: agent.address }));
    const open = new OpenSegments();
    const span = requestSpan(open);
    const stop = output.showLongRunning({ longRunning: () => open.longRunning(span.startedAt + 5_000) });
    const [document] = await agent.documentsUntil(1);
    assert.ok(document);
    assert.deepEqual(problemsOf(document), []);
    assert.equal(document.in_progress, true);
    assert.equal(document.id, "70de5b6f19ff9a0a");
    assert.equal("end_time" in document, false);
    stop();
    await output.processor.shutdown();
  });
});

describe("OTEL_TRACES_EXPORTER=none", () => {
  it("keeps no span, not even until others have ended", async () => {
    const output = createExportPipeline(readSettings({ OTEL_TRACES_EXPORTER: "none" }));
    // In a function of its own: the frame of this one keeps what it has held, also while it awaits.
    const endOne = (): WeakRef<object> => {
      const span = makeSpan();
      output.processor.onEnd(span);
      return new WeakRef(span);
    };
    const ended = endOne();
    await collectGarbage();
    assert.equal(ended.deref(), undefined);
    await output.processor.forceFlush();
    await output.processor.shutdown();
    assert.deepEqual(output.counts(), { sent: 0, dropped: 0, refusals: 0, tooLarge: 0, unredactable: 0 });
  });
});
