/** What one request left behind, without ids and times. */
export interface Recorded {
  readonly request: string;
  readonly segments: readonly RecordedSegment[];
}

export interface RecordedSegment {
  readonly name: string;
  readonly kind: string;
  readonly http?: string;
  readonly user?: string;
  readonly annotations?: object;
  readonly metadata?: object;
  readonly outcome?: readonly string[];
  readonly errors?: readonly string[];
  readonly operation?: string;
  readonly below?: readonly RecordedSegment[];
}
