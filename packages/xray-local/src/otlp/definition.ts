import protobuf from "protobufjs/light.js";

/**
 * The fields of OTLP's trace messages that are read here, by number and type.
 * https://github.com/open-telemetry/opentelemetry-proto (trace/v1, common/v1, resource/v1, collector/trace/v1)
 */
const field = (id: number, type: string) => ({ id, type });
const many = (id: number, type: string) => ({ id, type, rule: "repeated" });

const DEFINITION = {
  nested: {
    TraceRequest: { fields: { resourceSpans: many(1, "ResourceSpans") } },
    TraceResponse: { fields: { partialSuccess: field(1, "PartialSuccess") } },
    PartialSuccess: { fields: { rejectedSpans: field(1, "int64"), errorMessage: field(2, "string") } },
    ResourceSpans: { fields: { resource: field(1, "Resource"), scopeSpans: many(2, "ScopeSpans") } },
    Resource: { fields: { attributes: many(1, "KeyValue") } },
    ScopeSpans: { fields: { scope: field(1, "Scope"), spans: many(2, "Span") } },
    Scope: { fields: { name: field(1, "string"), version: field(2, "string") } },
    Span: {
      fields: {
        traceId: field(1, "bytes"),
        spanId: field(2, "bytes"),
        parentSpanId: field(4, "bytes"),
        name: field(5, "string"),
        kind: field(6, "int32"),
        startTimeUnixNano: field(7, "fixed64"),
        endTimeUnixNano: field(8, "fixed64"),
        attributes: many(9, "KeyValue"),
        events: many(11, "Event"),
        links: many(13, "Link"),
        status: field(15, "Status"),
        flags: field(16, "fixed32"),
      },
    },
    Event: {
      fields: { timeUnixNano: field(1, "fixed64"), name: field(2, "string"), attributes: many(3, "KeyValue") },
    },
    Link: { fields: { traceId: field(1, "bytes"), spanId: field(2, "bytes"), attributes: many(4, "KeyValue") } },
    Status: { fields: { message: field(2, "string"), code: field(3, "int32") } },
    KeyValue: { fields: { key: field(1, "string"), value: field(2, "AnyValue") } },
    AnyValue: {
      oneofs: {
        value: {
          oneof: ["stringValue", "boolValue", "intValue", "doubleValue", "arrayValue", "kvlistValue", "bytesValue"],
        },
      },
      fields: {
        stringValue: field(1, "string"),
        boolValue: field(2, "bool"),
        intValue: field(3, "int64"),
        doubleValue: field(4, "double"),
        arrayValue: field(5, "ArrayValue"),
        kvlistValue: field(6, "KeyValueList"),
        bytesValue: field(7, "bytes"),
      },
    },
    ArrayValue: { fields: { values: many(1, "AnyValue") } },
    KeyValueList: { fields: { values: many(1, "KeyValue") } },
  },
};

const ROOT = protobuf.Root.fromJSON(DEFINITION);
const TRACE_REQUEST = ROOT.lookupType("TraceRequest");
const TRACE_RESPONSE = ROOT.lookupType("TraceResponse");

/**
 * Decodes an OTLP trace request from protobuf to its JSON form, except for ids, which stay bytes.
 *
 * @throws Error when the bytes are not such a message
 */
export function decodeTraceRequest(bytes: Uint8Array): unknown {
  return TRACE_REQUEST.toObject(TRACE_REQUEST.decode(bytes), { longs: String });
}

/** Encodes the response to a trace request in protobuf. */
export function encodeTraceResponse(answer: {
  partialSuccess?: { rejectedSpans: number; errorMessage: string };
}): Uint8Array {
  return TRACE_RESPONSE.encode(TRACE_RESPONSE.fromObject(answer)).finish();
}
