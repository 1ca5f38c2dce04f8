import { sdkUses } from "../../code/bindings.ts";
import { placeOf } from "../../code/calls.ts";
import type { CodeRule } from "../../rule.ts";

const MEMBERS: Readonly<Record<string, string>> = {
  enableManualMode: "segments are passed on by hand",
  Segment: "a segment is made by hand",
  Subsegment: "a subsegment is made by hand",
  setSegment: "the current segment is set by hand",
  getNamespace: "the context is entered by hand",
  isAutomaticMode: "asks which mode is on",
  resolveManualSegmentParams: "segments are passed on by hand",
  captureCallbackFunc: "a callback is captured",
  "middleware.traceRequestResponseCycle": "a request's segment is made by hand",
  "middleware.processHeaders": "trace headers are read by hand",
  "middleware.resolveSampling": "the decision to sample is made by hand",
  "middleware.IncomingRequestData": "a request's segment is made by hand",
  "utils.processTraceData": "trace headers are read by hand",
  "utils.getCauseTypeFromHttpStatus": "a helper of the SDK",
  "database.SqlData": "a query is recorded by hand",
};

export const xrayManual: CodeRule = {
  name: "xray-manual",
  title: "segments made, passed on or entered by hand",
  why: "A trace follows what runs, and a request's segment is made by itself. A job needs a root span of its own, whose kind and end only its author knows.",
  fix: 'For a job: trace.getTracer("job").startActiveSpan(name, { root: true }, async (span) => { try { … } finally { span.end(); } }) of @opentelemetry/api, and shutdown() of @pmp/tracing at the end. For a part of a request: capture(name, run). For a header: parseTraceHeader.',
  level: "say",
  reads: "code",
  *find(file) {
    const { Node } = file.tsMorph;
    for (const { node, member } of sdkUses(file).uses) {
      const what = MEMBERS[member];
      if (what === undefined) continue;
      // A type is what its value is: xray-subsegment-type has those that can stay.
      if (Node.isTypeReference(node.getParent()) || Node.isTypeReference(node)) continue;
      yield { ...placeOf(node.getParent() ?? node), message: `${member}: ${what}` };
    }
  },
};
