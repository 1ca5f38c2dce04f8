import { UsageError } from "@pmp/command-line";
import { spansOf, type Span } from "./documents.ts";
import type { XRaySource } from "./source.ts";

/** Pages of one trace. A trace may have 500 kB of documents. */
const MOST_PAGES = 50;

export interface ReadTrace {
  readonly spans: readonly Span[];
  /** The request that started the trace. */
  readonly entry: Span["fields"];
  /** The trace has more documents than X-Ray keeps. */
  readonly limitExceeded: boolean;
}

/** Reads a trace. @throws UsageError when it is not there */
export async function readTrace({ xray, name, explain }: XRaySource, id: string): Promise<ReadTrace> {
  const documents: string[] = [];
  let limitExceeded = false;
  let NextToken: string | undefined;
  try {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await xray.batchGetTraces({ TraceIds: [id], ...(NextToken !== undefined && { NextToken }) });
      for (const trace of answer.Traces ?? []) {
        limitExceeded ||= trace.LimitExceeded === true;
        for (const { Document } of trace.Segments ?? []) if (Document !== undefined) documents.push(Document);
      }
      NextToken = answer.NextToken;
      if (NextToken === undefined) break;
    }
  } catch (error) {
    throw explain(error, "xray:BatchGetTraces");
  }
  const spans = spansOf(documents);
  const entry = (spans.find(({ fields }) => fields.inferred !== true) ?? spans[0])?.fields;
  if (entry === undefined) {
    throw new UsageError(
      `Trace ${id} is not in ${name}: it was not sampled, has not arrived yet, or is no longer kept. list_traces lists those that are there.`,
    );
  }
  return { spans, entry, limitExceeded };
}
