import { z } from "zod";

/** What matters of a segment. */
export interface SegmentFact {
  readonly traceId: string;
  readonly id: string;
  readonly name: string;
  readonly origin: string;
  readonly parent?: string;
  readonly method: string;
  readonly url: string;
  readonly annotations: readonly string[];
  /** How many subsegments it has, at all depths. */
  readonly subsegments: number;
  /** The rule that X-Ray's sampler names in it. */
  readonly rule?: string;
}

interface Nested {
  readonly subsegments?: readonly Nested[] | undefined;
}

const document = z.looseObject({
  trace_id: z.string().default(""),
  id: z.string().default(""),
  name: z.string().default(""),
  origin: z.string().default(""),
  parent_id: z.string().optional(),
  http: z
    .looseObject({ request: z.looseObject({ method: z.string().default(""), url: z.string().default("") }).optional() })
    .optional(),
  annotations: z.record(z.string(), z.unknown()).default({}),
  subsegments: z.array(z.unknown()).default([]),
  aws: z.looseObject({ xray: z.looseObject({ sampling_rule_name: z.string().optional() }).optional() }).optional(),
});

/** Reads a segment document. */
export function readSegment(text: string): SegmentFact {
  const segment = document.parse(JSON.parse(text));
  const rule = segment.aws?.xray?.sampling_rule_name;
  return {
    traceId: segment.trace_id,
    id: segment.id,
    name: segment.name,
    origin: segment.origin,
    ...(segment.parent_id !== undefined && { parent: segment.parent_id }),
    method: segment.http?.request?.method ?? "",
    url: segment.http?.request?.url ?? "",
    annotations: Object.keys(segment.annotations).sort(),
    subsegments: count(segment.subsegments as readonly Nested[]),
    ...(rule !== undefined && { rule }),
  };
}

function count(nested: readonly Nested[]): number {
  return nested.reduce((sum, { subsegments = [] }) => sum + 1 + count(subsegments), 0);
}
