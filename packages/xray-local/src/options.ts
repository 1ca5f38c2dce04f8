import type { XRaySamplingRule } from "@pmp/sampling";
import type { Counters, ServerInfo, TraceDetail, TraceSummary } from "./page-api.ts";

export interface XRayLocalOptions {
  /** Address to listen on. Default 127.0.0.1, which other machines can't reach. */
  readonly host?: string;
  /** Port of the page and the X-Ray API; 0 for any free one. Default 0. */
  readonly port?: number;
  /** Port of the agent, UDP for segments and TCP for sampling; 0 for any port that is free for both. Default 2000. */
  readonly agentPort?: number;
  /** Port for OTLP over HTTP; 0 for any free one; false for none. Default 4318. */
  readonly otlpPort?: number | false;
  /** Memory limit for traces in bytes (estimated); the oldest traces are evicted first. At least 1 MiB. Default 128 MiB. */
  readonly memoryLimitBytes?: number;
  /** File that stores the traces across restarts; created if it does not exist. Default: traces are in memory only. */
  readonly file?: string;
  /** Region in ARNs. Default us-east-1. */
  readonly region?: string;
  /** Initial sampling rules; X-Ray's Default rule is added if it is missing. Default: only the Default rule. */
  readonly rules?: readonly XRaySamplingRule[];
  /** Serve the page. Default true. */
  readonly page?: boolean;
  /** Shown on the page: what started the server. */
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
   * Calls the listener with each new or changed trace, at most ten times per second for the same trace. Returns a
   * function that removes the listener.
   */
  onTrace(listener: (trace: TraceSummary) => void): () => void;
  counters(): Counters;
  /** Every stored trace, newest first. Parses all documents: not for a loop. */
  traces(): readonly TraceDetail[];
  /** Closes the ports and open connections, and writes the file. */
  close(): Promise<void>;
}
