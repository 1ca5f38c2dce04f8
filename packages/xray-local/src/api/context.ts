import type { SamplingService } from "../sampling/service.ts";
import type { Intake } from "../store/intake.ts";
import type { TraceStore } from "../store/trace-store.ts";
import type { Groups } from "./group-list.ts";

/** What the operations of the X-Ray API work on. */
export interface ApiContext {
  readonly store: TraceStore;
  readonly intake: Intake;
  readonly sampling: SamplingService;
  readonly groups: Groups;
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** `arn:aws:xray:REGION:ACCOUNT` */
  readonly arnPrefix: string;
}

/** An operation: reads its input, and answers an object. @throws ApiError */
export type Operation = (input: unknown, context: ApiContext) => object;
