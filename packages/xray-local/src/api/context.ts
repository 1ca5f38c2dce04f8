import type { SamplingService } from "../sampling/service.ts";
import type { Ingester } from "../store/ingester.ts";
import type { TraceStore } from "../store/trace-store.ts";
import type { Groups } from "./group-list.ts";

/** Dependencies of the operations of the X-Ray API. */
export interface ApiContext {
  readonly store: TraceStore;
  readonly ingester: Ingester;
  readonly sampling: SamplingService;
  readonly groups: Groups;
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** `arn:aws:xray:REGION:ACCOUNT` */
  readonly arnPrefix: string;
}

/** An operation of the API: from input to response. @throws ApiError */
export type Operation = (input: unknown, context: ApiContext) => object;
