/** How many requests are sent in which time, and how many of them fail in each burst. */
export interface Plan {
  readonly requests: number;
  readonly seconds: number;
  readonly bursts: number;
  readonly burstSeconds: number;
  readonly faults: number;
}

export interface Served {
  readonly answered: number;
  /** Answers with 5xx. */
  readonly faults: number;
  /** Without an answer. */
  readonly failed: number;
}

export interface Sent {
  /** Seconds since 1970. */
  readonly startedAt: number;
  readonly served: Readonly<Record<string, Served>>;
}

/** The indexes of the requests that fail, burst by burst. */
export function faultsOf(plan: Plan): number[][];

/** Sends the plan's requests to each service. */
export function send(
  plan: Plan,
  services: Readonly<Record<string, { readonly fine: string; readonly fault: string }>>,
): Promise<Sent>;
