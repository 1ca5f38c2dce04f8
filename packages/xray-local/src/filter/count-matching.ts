import { parseFilter } from "@pmp/filter";
import { joinTrace } from "../documents/join.ts";
import { readDocument } from "../documents/read-document.ts";
import { summarize } from "../summary/summarize.ts";
import { matches } from "./matches.ts";

/** A trace as BatchGetTraces answers it. */
export interface TraceDocuments {
  readonly id: string;
  /** Its segment documents, each as JSON. */
  readonly documents: readonly string[];
}

/**
 * How many of the traces match each filter expression, by the expressions' names. What X-Ray would reject of a trace is
 * left out.
 *
 * @throws FilterError for an invalid expression
 */
export function countMatching(
  expressions: ReadonlyMap<string, string>,
  traces: readonly TraceDocuments[],
): ReadonlyMap<string, number> {
  const filters = [...expressions].map(([name, expression]) => [name, parseFilter(expression)] as const);
  const filterable = traces.map(({ id, documents }) => {
    const joined = joinTrace(
      documents.flatMap((text) => {
        const reading = readDocument(text);
        return "document" in reading ? [reading.document] : [];
      }),
    );
    const summary = summarize(id, joined, { documents: documents.length, redactions: 0, services: [] });
    return { summary, segments: joined.segments };
  });
  return new Map(filters.map(([name, filter]) => [name, filterable.filter((trace) => matches(filter, trace)).length]));
}
