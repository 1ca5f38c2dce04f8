import type { XRaySamplingRule } from "@pmp/sampling";
import type { Counters, ServerInfo, TraceDetail, TraceSummary } from "./page-api.ts";

export interface XRayLocalOptions {
  /** Address to listen on. Default 127.0.0.1: other machines can't reach it. */
  readonly host?: string;
  /** Port of the page and the X-Ray API; 0 for any free one. Default 0. */
  readonly port?: number;
  /** Port of the agent, UDP for segments and TCP for sampling; 0 for any that is free for both. Default 2000. */
  readonly agentPort?: number;
  /** Port for OTLP over HTTP; 0 for any free one; false for none. Default 4318. */
  readonly otlpPort?: number | false;
  /** Estimated bytes of traces to keep; the oldest traces go first. At least 1 MiB. Default 128 MiB. */
  readonly memoryLimitBytes?: number;
  /** File that keeps the traces across restarts; made when it is not there. Default: none are kept. */
  readonly file?: string;
  /** Region in ARNs. Default us-east-1. */
  readonly region?: string;
  /** Sampling rules at the start; X-Ray's Default rule is added when it is not among them. Default: only that. */
  readonly rules?: readonly XRaySamplingRule[];
  /** Serve the page. Default true. */
  readonly page?: boolean;
  /** What the page says of the program that started it. */
  readonly info?: Partial<ServerInfo>;
}

export interface XRayLocal {
  /** The page, and the X-Ray API for `--endpoint-url`: `http://127.0.0.1:PORT`. */
  readonly apiUrl: string;
  /** `host:port`, for AWS_XRAY_DAEMON_ADDRESS. */
  readonly agentAddress: string;
  /** `http://127.0.0.1:PORT`, for OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly otlpUrl?: string;
  /**
   * Calls the listener with each trace that is new or has changed, at most ten times a second for the same trace.
   * Returns a function that ends this.
   */
  onTrace(listener: (trace: TraceSummary) => void): () => void;
  counters(): Counters;
  /** Every trace that is kept, newest first. Reads all of them: not for a loop. */
  traces(): readonly TraceDetail[];
  /** Frees the ports, ends open connections and writes what is to be kept. */
  close(): Promise<void>;
}
