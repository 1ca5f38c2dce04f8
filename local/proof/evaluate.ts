import { compileRules, type XRaySamplingRule } from "@pmp/sampling";
import { binomialBounds } from "@pmp/planning";
import type { RecordedTrace } from "./read-xray.ts";
import type { SentRequest } from "./traffic.ts";

/** One path's line of the proof. */
export interface PathRow {
  readonly method: string;
  readonly path: string;
  readonly sent: number;
  /** Traces that X-Ray returned for these requests' ids. */
  readonly recorded: number;
  /** The rule that decides for this path, by the rules that X-Ray returned. */
  readonly rule: string;
  /** That rule's fixed rate, 0 to 1. */
  readonly expectedRate: number;
  /** recorded / sent. */
  readonly measuredRate: number;
  /** Least and most traces that chance explains at the expected rate. */
  readonly bounds: { readonly low: number; readonly high: number };
  /** Recorded traces that X-Ray marks as fault (5xx), error (4xx) and throttle (429). */
  readonly faults: number;
  readonly errors: number;
  readonly throttles: number;
  /** The problem of this line; empty if there is none. */
  readonly problems: readonly string[];
}

export interface EvaluationInput {
  readonly sent: readonly SentRequest[];
  readonly traces: readonly RecordedTrace[];
  readonly rules: readonly XRaySamplingRule[];
  readonly service: string;
  /** How long the requests took, in seconds: a reservoir gives at most its size per second on top of the rate. */
  readonly seconds: number;
}

/** Compares the sent requests with X-Ray's traces, path by path. */
export function evaluate(input: EvaluationInput): PathRow[] {
  const traces = new Map(input.traces.map((trace) => [trace.id, trace]));
  const matcher = compileRules(input.rules);
  const byPath = new Map<string, SentRequest[]>();
  for (const request of input.sent) {
    const key = `${request.method} ${request.path}`;
    byPath.set(key, [...(byPath.get(key) ?? []), request]);
  }
  return [...byPath.values()].flatMap((requests) => {
    const [first] = requests;
    if (first === undefined) return [];
    const rule = matcher.match({ service: input.service, method: first.method, path: first.path });
    return [row(first, requests, traces, rule, input.seconds)];
  });
}

function row(
  first: SentRequest,
  requests: readonly SentRequest[],
  traces: ReadonlyMap<string, RecordedTrace>,
  rule: XRaySamplingRule | undefined,
  seconds: number,
): PathRow {
  const sent = requests.length;
  const recorded = requests.flatMap((request) => {
    const trace = traces.get(request.traceId);
    return trace === undefined ? [] : [{ request, trace }];
  });
  const expectedRate = rule?.FixedRate ?? 0;
  const chance = binomialBounds(sent, expectedRate);
  const fromReservoir = expectedRate < 1 ? (rule?.ReservoirSize ?? 0) * Math.ceil(seconds + 1) : 0;
  const bounds = { low: chance.low, high: Math.min(sent, chance.high + fromReservoir) };
  const problems: string[] = [];
  if (rule === undefined) problems.push("no sampling rule matches");
  if (recorded.length < bounds.low) {
    problems.push(
      expectedRate === 1
        ? `${sent - recorded.length} of ${sent} traces are missing`
        : `${recorded.length} traces are fewer than chance allows (${bounds.low})`,
    );
  }
  if (recorded.length > bounds.high)
    problems.push(`${recorded.length} traces are more than chance allows (${bounds.high})`);
  for (const mark of ["fault", "error", "throttle"] as const) {
    const wrong = recorded.filter(({ request, trace }) => trace[mark] !== expectedMarks(request.status)[mark]);
    if (wrong.length > 0) problems.push(`${wrong.length} traces have the wrong ${mark} mark`);
  }
  const count = (mark: "fault" | "error" | "throttle"): number => recorded.filter(({ trace }) => trace[mark]).length;
  return {
    method: first.method,
    path: first.path,
    sent,
    recorded: recorded.length,
    rule: rule?.RuleName ?? "(none)",
    expectedRate,
    measuredRate: recorded.length / sent,
    bounds,
    faults: count("fault"),
    errors: count("error"),
    throttles: count("throttle"),
    problems,
  };
}

/**
 * X-Ray's own reading of HTTP statuses: 5xx is a fault, 4xx an error, 429 also a throttle.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-errors
 */
export function expectedMarks(status: number): { fault: boolean; error: boolean; throttle: boolean } {
  return { fault: status >= 500, error: status >= 400 && status < 500, throttle: status === 429 };
}
