/** What makes a request an anomaly. Between the conditions OR, within one AND. */
export interface AnomalyCondition {
  /** Matches the whole status, such as `^429|5\d\d$`; absent: any status. */
  readonly status?: RegExp;
  /** Milliseconds until the response is closed; absent: any time. */
  readonly latencyMs?: number;
  /** `METHOD /first-part-of-the-path`; absent: all, empty: none. */
  readonly operations?: readonly string[];
  /** Whether it counts for boosts of the sampling rules. */
  readonly boost: boolean;
  /** Whether an unsampled request is recorded because of it. */
  readonly capture: boolean;
}

/** Which unsampled requests are recorded afterwards. */
export type CaptureMode = "off" | "faults" | "anomalies";

/** Adaptive sampling in this process. */
export interface AdaptiveSettings {
  /** Absent: X-Ray's default, a status of 5xx or a response that this side cut off. */
  readonly conditions?: readonly AnomalyCondition[];
  /**
   * An additional condition: requests of at least this many milliseconds, from 1. It also counts for a rule whose
   * DisableDefaultAnomalyDetection turns the default condition off.
   */
  readonly latencyMs?: number;
  /** Default: `off`. */
  readonly capture?: CaptureMode;
  /** Captured requests a second at most; default 1. */
  readonly perSecond?: number;
}

export const DEFAULT_CAPTURES_PER_SECOND = 1;
