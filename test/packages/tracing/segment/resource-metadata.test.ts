import assert from "node:assert/strict";
import { RedactingSerializer } from "../../../../packages/tracing/src/redact/redacting-serializer.ts";
import { RecordedSpan } from "../../../../packages/tracing/src/recorded-span.ts";
import { toDocument } from "../../../../packages/tracing/src/segment/document.ts";
import type { FinishedSpan } from "../../../../packages/tracing/src/span.ts";
import { resourceFromAttributes, TraceFlags, type Attributes } from "../../../../packages/tracing/testing.ts";
import { at } from "../support/traced.ts";
import type { JsonObject } from "../support/fake-agent.ts";
import { problemsOf } from "../support/segment-schema.ts";
import { FACTS, makeSpan, SPAN_ID, TRACE_ID } from "../support/spans.ts";

/** What the chart sets for each pod of the API. */
const CHART = {
  "service.name": "pmp-api",
  "cloud.provider": "aws",
  "cloud.platform": "aws_eks",
  "cloud.region": "eu-west-1",
  "deployment.environment.name": "prod",
  "service.version": "1.2.3",
  "k8s.namespace.name": "shop",
  "k8s.pod.name": "pmp-api-7d9f8b6c5-x2x7z",
  "k8s.node.name": "ip-10-0-12-34.eu-west-1.compute.internal",
};
const SHOWN = {
  "otel.resource.deployment.environment.name": "prod",
  "otel.resource.k8s.namespace.name": "shop",
  "otel.resource.k8s.node.name": "ip-10-0-12-34.eu-west-1.compute.internal",
};

/** The document that leaves the process, of a plain request, or of one to which something was added. */
function sent(resource: Attributes, change?: (span: RecordedSpan) => void): JsonObject {
  const span = new RecordedSpan(
    {
      spanContext: { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED },
      parentSpanContext: undefined,
      info: { ...FACTS },
    },
    { resource: resourceFromAttributes(resource), ended: () => undefined },
  );
  change?.(span);
  span.end();
  return json(span);
}

function json(span: FinishedSpan): JsonObject {
  const text = new RedactingSerializer().json(span, (redacted) => JSON.stringify(toDocument(redacted)));
  const document = JSON.parse(text ?? "null") as JsonObject;
  assert.deepEqual(problemsOf(document), []);
  return document;
}

describe("what a service's resource says is metadata of its segments", () => {
  it("where no other part of the document holds it, with all that the chart sets", () => {
    const document = sent(CHART);
    assert.deepEqual(document.metadata, { default: SHOWN });
    assert.equal(at(document, "service", "version"), "1.2.3");
    assert.equal(at(document, "aws", "eks", "pod"), "pmp-api-7d9f8b6c5-x2x7z");
  });

  it("beside the route, and beside what the app adds", () => {
    assert.deepEqual(sent(CHART, (span) => span.answered("/orders/:id", 200, 1)).metadata, {
      default: { "http.route": "/orders/:id", ...SHOWN },
    });
    const added = sent(CHART, (span) => span.setAttributes({ items: 3, "aws.xray.metadata.cart": '{"total":12}' }));
    assert.deepEqual(added.metadata, { default: { items: 3, ...SHOWN }, cart: { total: 12 } });
  });

  it("without secrets", () => {
    const { metadata } = sent({
      "service.name": "a",
      "db.password": "hunter2",
      note: "password=hunter2",
      team: "shop",
    });
    assert.deepEqual(metadata, {
      default: {
        "otel.resource.db.password": "[redacted]",
        "otel.resource.note": "password=[redacted]",
        "otel.resource.team": "shop",
      },
    });
  });

  it("without what detectors say of the process, and all of it where X-Ray knows no such platform", () => {
    const detected = { "process.command_args": ["node", "--password", "x"], "telemetry.sdk.name": "opentelemetry" };
    const gcp = { "cloud.platform": "gcp_gke", "cloud.provider": "gcp" };
    assert.deepEqual(sent({ "service.name": "a", ...detected, ...gcp }).metadata, {
      default: { "otel.resource.cloud.platform": "gcp_gke", "otel.resource.cloud.provider": "gcp" },
    });
    assert.equal("metadata" in sent({ "service.name": "a" }), false);
  });

  it("but not of its subsegments", () => {
    assert.equal("metadata" in json(makeSpan({ parent: "local", resource: CHART })), false);
  });
});
