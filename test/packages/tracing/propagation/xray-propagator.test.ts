import assert from "node:assert/strict";
import { XRayPropagator } from "../../../../packages/tracing/src/propagation/xray-propagator.ts";
import {
  isSamplingDeferred,
  TraceRoot,
  traceRootOf,
} from "../../../../packages/tracing/src/propagation/deferred-sampling.ts";
import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  suppressTracing,
  trace,
  TraceFlags,
  type Context,
} from "../../../../packages/tracing/testing.ts";

const ROOT = "Root=1-5759e988-bd862e3fe1be46a994272793";
const traceId = "5759e988bd862e3fe1be46a994272793";
const spanId = "53995c3f42cd8ad8";

function extract(header: string | undefined, from: Context = ROOT_CONTEXT): Context {
  return new XRayPropagator().extract(
    from,
    header === undefined ? {} : { "x-amzn-trace-id": header },
    defaultTextMapGetter,
  );
}

function inject(context: Context): Record<string, string> {
  const carrier: Record<string, string> = {};
  new XRayPropagator().inject(context, carrier, defaultTextMapSetter);
  return carrier;
}

describe("X-Ray propagator", () => {
  it("writes nothing where tracing is suppressed, as an exporter does for its own calls", () => {
    const parent = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED });
    assert.notDeepEqual(inject(parent), {});
    assert.deepEqual(inject(suppressTracing(parent)), {});
  });

  it("takes over the parent and its decision", () => {
    for (const sampled of [true, false]) {
      const context = extract(`${ROOT};Parent=${spanId};Sampled=${sampled ? 1 : 0}`);
      const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
      assert.deepEqual(trace.getSpanContext(context), { traceId, spanId, traceFlags, isRemote: true });
      assert.equal(isSamplingDeferred(context), false);
    }
  });

  it("takes over a parent that leaves the decision open", () => {
    for (const end of ["", ";Sampled=?"]) {
      const context = extract(`${ROOT};Parent=${spanId}${end}`);
      assert.equal(trace.getSpanContext(context)?.spanId, spanId);
      assert.equal(isSamplingDeferred(context), true);
    }
  });

  it("keeps the trace id of a header that names no parent, such as a load balancer's", () => {
    const context = extract(`Self=1-67891234-12456789abcdef012345678;${ROOT}`);
    assert.equal(trace.getSpanContext(context), undefined);
    assert.deepEqual(traceRootOf(context), new TraceRoot(traceId));
  });

  it("lets a parent of another header win over a root alone, and wins with a parent of its own", () => {
    const other = {
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: "b7ad6b7169203331",
      traceFlags: 1,
      isRemote: true,
    };
    const before = trace.setSpanContext(ROOT_CONTEXT, other);
    assert.equal(trace.getSpanContext(extract(ROOT, before))?.traceId, other.traceId);
    assert.equal(trace.getSpanContext(extract(`${ROOT};Parent=${spanId};Sampled=1`, before))?.traceId, traceId);
  });

  it("leaves the context alone when there is no header, or none that can be read", () => {
    assert.equal(extract(undefined), ROOT_CONTEXT);
    assert.equal(extract("Root=nonsense"), ROOT_CONTEXT);
  });

  it("passes on what it took over", () => {
    for (const header of [`${ROOT};Parent=${spanId};Sampled=1`, `${ROOT};Parent=${spanId};Sampled=0`]) {
      assert.deepEqual(inject(extract(header)), { "x-amzn-trace-id": header });
    }
    assert.deepEqual(inject(ROOT_CONTEXT), {});
    assert.deepEqual(new XRayPropagator().fields(), ["x-amzn-trace-id"]);
  });
});
