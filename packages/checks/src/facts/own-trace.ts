import { setTimeout as sleep } from "node:timers/promises";
import { parseTrust, trustsCaller } from "@pmp/sampling/trust";
import { nameOf } from "../aws/failure.ts";
import { defineFact, NotRead, type Sources } from "../fact.ts";
import { readSegment, type SegmentFact } from "./parts/segment.ts";
import { SPANS } from "./span-log.ts";
import { traceDestination } from "./trace-destination.ts";
import { traffic, type SentRequest } from "./traffic.ts";
import { apiContainers, workload } from "./workload.ts";

/** Traces of verify's own requests, read back by their ids. */
export interface OwnTrace {
  /** Ids of requests that were sampled for sure. */
  readonly expected: readonly string[];
  /** Where they were looked for. */
  readonly backEnd: "X-Ray" | "trace retrieval" | "aws/spans";
  readonly segments: readonly SegmentFact[];
}

/** X-Ray returns at most five traces in one answer; more prove nothing more. */
const MOST_TRACES = 5;

export const ownTrace = defineFact({
  name: "own-trace",
  title: "traces of verify's own requests, read back",
  iam: [
    "xray:BatchGetTraces",
    "xray:StartTraceRetrieval",
    "xray:ListRetrievedTraces",
    "logs:StartQuery",
    "logs:GetQueryResults",
  ],
  timeout: 30_000,
  read: async (sources): Promise<OwnTrace> => {
    const { sent } = await sources.fact(traffic);
    const expected = (await sampledOnes(sources, sent)).map(({ traceId }) => traceId).slice(0, MOST_TRACES);
    if (expected.length === 0) {
      throw new NotRead(
        "failed",
        "no request of verify's own is known to be sampled: the API does not take over the decision of callers, and " +
          "the plan sampled none of them. Name a path that it samples fully by --path, or send more by --requests",
      );
    }
    // An account that can't say where its traces are has not moved them: the switch is newer than X-Ray's own store.
    const { destination } = await sources.fact(traceDestination).catch(() => ({ destination: "XRay" as const }));
    if (destination === "XRay") return { expected, backEnd: "X-Ray", segments: await fromXRay(sources, expected) };
    return { expected, ...(await fromSpans(sources, expected)) };
  },
});

/** The requests that are sampled for sure: by what the API answered, or because it takes over the caller's decision. */
async function sampledOnes({ fact, target }: Sources, sent: readonly SentRequest[]): Promise<SentRequest[]> {
  const trusted = target.url === undefined && (await trustsItself(fact));
  return sent.filter(
    ({ asked, sampled, error }) => error === undefined && (asked === "1" ? (sampled ?? trusted) : sampled === true),
  );
}

/** Whether the API takes over decisions of callers in its own pod. */
async function trustsItself(fact: Sources["fact"]): Promise<boolean> {
  const [own] = apiContainers(await fact(workload));
  const { setting } = parseTrust(own?.container.env.PMP_TRUST_SAMPLED);
  return trustsCaller(setting, { peer: "127.0.0.1", headers: {} });
}

async function fromXRay({ aws }: Sources, ids: readonly string[]): Promise<SegmentFact[]> {
  const { Traces = [] } = await (await aws("xray")).batchGetTraces({ TraceIds: [...ids] });
  return Traces.flatMap(({ Segments = [] }) => Segments.map(({ Document = "{}" }) => readSegment(Document)));
}

/** With Transaction Search: X-Ray's own retrieval, else the log group itself. */
async function fromSpans(sources: Sources, ids: readonly string[]): Promise<Pick<OwnTrace, "backEnd" | "segments">> {
  const { aws, now } = sources;
  const xray = await aws("xray");
  try {
    const { RetrievalToken } = await xray.startTraceRetrieval({
      TraceIds: [...ids],
      StartTime: new Date(now() - 15 * 60_000),
      EndTime: new Date(now()),
    });
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const { RetrievalStatus, Traces = [] } = await xray.listRetrievedTraces({ RetrievalToken, TraceFormat: "XRAY" });
      if (RetrievalStatus === "COMPLETE") {
        const documents = Traces.flatMap(({ Spans = [] }) => Spans.map(({ Document = "{}" }) => Document));
        return { backEnd: "trace retrieval", segments: documents.map(readSegment) };
      }
      if (RetrievalStatus === "FAILED" || RetrievalStatus === "CANCELLED") break;
      await sleep(500);
    }
  } catch (error) {
    // Without that right, the log group may still be readable.
    if (!nameOf(error).includes("AccessDenied")) throw error;
  }
  return { backEnd: "aws/spans", segments: await fromLog(sources, ids) };
}

async function fromLog({ aws, now }: Sources, ids: readonly string[]): Promise<SegmentFact[]> {
  const logs = await aws("logs");
  // Spans have the id as OpenTelemetry writes it, without version and dashes.
  const plain = ids.map((id) => `"${id.slice(2).replaceAll("-", "")}"`);
  const { queryId } = await logs.startQuery({
    logGroupName: SPANS,
    startTime: Math.floor(now() / 1000) - 15 * 60,
    endTime: Math.floor(now() / 1000),
    queryString: `fields traceId, spanId, name, kind, resource.attributes.service.name as service | filter traceId in [${plain.join(",")}] | limit 50`,
  });
  for (let attempt = 0; attempt < 15; attempt += 1) {
    const { status, results = [] } = await logs.getQueryResults({ queryId });
    if (status === "Complete") return results.map(toSegment);
    if (status === "Failed" || status === "Cancelled" || status === "Timeout") break;
    await sleep(500);
  }
  return [];
}

function toSegment(
  row: readonly { readonly field?: string | undefined; readonly value?: string | undefined }[],
): SegmentFact {
  const value = (name: string): string => row.find(({ field }) => field === name)?.value ?? "";
  const id = value("traceId");
  return {
    traceId: `1-${id.slice(0, 8)}-${id.slice(8)}`,
    id: value("spanId"),
    name: value("service"),
    origin: "",
    method: "",
    url: "",
    annotations: [],
    subsegments: 0,
  };
}
