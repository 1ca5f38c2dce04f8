/**
 * The API of the page: JSON over HTTP under `/local/`, and Server-Sent Events. Types only, so that the page can
 * import them.
 *
 * | request                                            | answer                                                       |
 * | -------------------------------------------------- | ------------------------------------------------------------ |
 * | `GET /local/info`                                  | ServerInfo                                                   |
 * | `GET /local/counters`                              | Counters                                                     |
 * | `GET /local/traces?filter=EXPR&limit=N&since=EPOCH`| TraceList, newest first; 400 FilterProblems for a bad filter  |
 * | `GET /local/traces/ID`                             | TraceDetail, or 404                                          |
 * | `GET /local/map?filter=EXPR&since=EPOCH`           | ServiceMap; 400 FilterProblems for a bad filter               |
 * | `GET /local/sampling`                              | SamplingView                                                 |
 * | `POST /local/sampling/explain` SamplingRequest     | Explanation of `@pmp/sampling`, as `pmp-xray sampling explain --json` |
 * | `GET /local/events`                                | events `hello` ServerInfo, `traces` TraceSummary[] (new or changed, at most 10 times a second), `evicted` ids, `counters` Counters (at most once a second) |
 */
import type { XRaySamplingRule } from "@pmp/sampling";
import type { SegmentDocument } from "./documents/segment.ts";

export type { SegmentDocument } from "./documents/segment.ts";

/** One row of the list of traces. */
export interface TraceSummary {
  /** `1-xxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx` */
  readonly id: string;
  /** Seconds since the epoch, with fractions. */
  readonly start: number;
  /** Seconds from the first start to the last end of all segments. */
  readonly duration: number;
  /** Seconds that the root segment took. */
  readonly responseTime: number;
  /** The entry point's name. */
  readonly service: string;
  readonly method?: string;
  readonly url?: string;
  readonly status?: number;
  readonly clientIp?: string;
  readonly user?: string;
  /** The root segment is marked as a fault: a status of 500 or above, or an error of the server. */
  readonly fault: boolean;
  /** The root segment has a status of 400 to 499. */
  readonly error: boolean;
  /** Any segment has the status 429. */
  readonly throttle: boolean;
  /** A segment is in progress, or a parent was not received. */
  readonly partial: boolean;
  /** The sampling rule that decided, where the sender says so. */
  readonly rule?: string;
  /** Names of all nodes of the trace, called resources included. */
  readonly services: readonly string[];
  /** Every value of each annotation in any segment or subsegment. */
  readonly annotations: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  /** Number of segment documents in the trace. */
  readonly documents: number;
  /** Number of values that the sender removed and marked as removed. */
  readonly redactions: number;
}

export interface TraceList {
  readonly traces: readonly TraceSummary[];
  /** Number of matching traces, regardless of the limit. */
  readonly total: number;
}

/** A value that the sender removed. */
export interface Redaction {
  readonly segmentId: string;
  /** Path in the segment or subsegment: `metadata.default.card`. */
  readonly path: string;
  /** The value that replaced it; at most 500 characters. */
  readonly text: string;
}

export interface TraceDetail {
  readonly summary: TraceSummary;
  /** Segments with their subsegments joined in, and subsegments without a parent; by start. */
  readonly segments: readonly SegmentDocument[];
  readonly redactions: readonly Redaction[];
  /** The documents as they were received. */
  readonly raw: readonly string[];
}

export interface ServiceNode {
  /** Valid in this response only: across responses a node is identified by name and type. */
  readonly id: number;
  readonly name: string;
  /** `client`, `remote`, `Database::SQL`, or an AWS type: `AWS::EKS::Container`, `AWS::DynamoDB::Table`. */
  readonly type?: string;
  /** Requests enter the system here. */
  readonly root: boolean;
  readonly stats: EdgeStats;
  readonly edges: readonly { readonly to: number; readonly stats: EdgeStats }[];
}

/** Calls to a node or along an edge. Each is counted once: as fault, else as error, else as ok; throttles are errors. */
export interface EdgeStats {
  readonly total: number;
  readonly ok: number;
  readonly error: number;
  readonly throttle: number;
  readonly fault: number;
  /** Sum of the seconds of all calls. */
  readonly totalTime: number;
  readonly perMinute: number;
  /** Calls by response time in seconds, rounded to two digits; lowest first. */
  readonly histogram: readonly { readonly value: number; readonly count: number }[];
}

export interface ServiceMap {
  readonly nodes: readonly ServiceNode[];
}

/** A sampling rule and its statistics. */
export interface RuleView {
  readonly rule: XRaySamplingRule;
  /** Requests for which the rule decided. */
  readonly matched: number;
  readonly sampled: number;
  /** Sampled before the process had a quota of the reservoir. */
  readonly borrowed: number;
  /** Share that its reservoir and rate give for this many evenly spread requests; absent before the first, and after a boost. */
  readonly expectedRate?: number;
  /** sampled / matched; absent before the first. */
  readonly measuredRate?: number;
  /** For a rule with a boost, or with captured requests. */
  readonly adaptive?: AdaptiveView;
}

/** Adaptive sampling of a rule. */
export interface AdaptiveView {
  /** Rate of the boost in force, 0 to 1; absent without one. */
  readonly boostRate?: number;
  /** Boosts since the start. */
  readonly boosts: number;
  /** Traces with an anomaly, as services reported them. */
  readonly anomalies: number;
  /** Those that were sampled. */
  readonly sampledAnomalies: number;
  /** Unsampled requests that were recorded because they are anomalies. */
  readonly captured: number;
}

export interface SamplingView {
  /** In order of evaluation. */
  readonly rules: readonly RuleView[];
}

export interface Counters {
  /** Traces in memory. */
  readonly traces: number;
  /** Segment documents accepted since the start. */
  readonly segments: number;
  /** Traces that were evicted to stay within the memory limit. */
  readonly evicted: number;
  /** Estimated memory of all traces. */
  readonly memoryBytes: number;
  readonly limitBytes: number;
  /** What was rejected, by reason, most frequent first. */
  readonly rejected: readonly RejectionCount[];
}

export interface RejectionCount {
  readonly reason: string;
  readonly count: number;
  /** The beginning of the last rejected document, or what the system reported. */
  readonly last?: string;
}

export interface ServerInfo {
  readonly version: string;
  /** The page, and the X-Ray API for `--endpoint-url`. */
  readonly apiUrl: string;
  /** Value for AWS_XRAY_DAEMON_ADDRESS. */
  readonly udpAddress: string;
  /** OTLP/HTTP; absent when it is switched off. */
  readonly otlpUrl?: string;
  readonly region: string;
  readonly stage?: string;
  readonly command?: string;
  readonly planSource?: string;
}
