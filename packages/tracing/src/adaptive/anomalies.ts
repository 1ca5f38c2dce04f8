import type { IncomingMessage, ServerResponse } from "node:http";
import { targetOf } from "../instrument/request-target.ts";
import type { AdaptiveSettings, AnomalyCondition } from "./settings.ts";

/** Uses of an anomaly, as bits. */
export const BOOST = 1;
export const CAPTURE = 2;
/** For boosts by X-Ray's default condition only, which a rule may turn off. */
export const BOOST_BY_DEFAULT = 4;

/** X-Ray's default condition. */
const DEFAULT: AnomalyCondition = { status: /^[5-9]\d\d$/, boost: true, capture: true };
const STATUSES = 1_000;

/** A condition that depends on more than the status. */
interface Compiled {
  readonly uses: number;
  readonly byStatus: Uint8Array;
  readonly latencyMs: number;
  readonly operations: ReadonlySet<string> | undefined;
}

/** Recognizes anomalies when responses close; the conditions are compiled to one table of all statuses. */
export class Anomalies {
  /** Whether all faults are captured. */
  readonly capturesFaults: boolean;
  /** The uses of a request that failed without a status that says so. */
  readonly #broken: number;
  readonly #byStatus: Uint8Array;
  readonly #others: readonly Compiled[];

  constructor({ conditions, latencyMs, capture = "off" }: AdaptiveSettings = {}) {
    const faults: AnomalyCondition = { ...DEFAULT, boost: false, capture: capture !== "off" };
    const faultUses = usesOf(faults) | (conditions === undefined ? BOOST_BY_DEFAULT : 0);
    const slow: AnomalyCondition[] = latencyMs === undefined ? [] : [{ latencyMs, boost: true, capture: true }];
    // With captured faults, other conditions count for boosts only.
    const others = [...(conditions ?? []), ...slow].map((each) => ({
      ...each,
      capture: each.capture && capture === "anomalies",
    }));
    const withDefault = conditions === undefined || capture === "faults";
    this.capturesFaults = withDefault && faults.capture;
    this.#broken = withDefault ? faultUses : 0;
    this.#byStatus = tableOf(others.filter(isPlain));
    const ofFaults = tableOf([DEFAULT]);
    if (withDefault) this.#byStatus = this.#byStatus.map((uses, status) => uses | (ofFaults[status] ? faultUses : 0));
    this.#others = others.filter((each) => !isPlain(each) && usesOf(each) > 0).map(compiled);
  }

  /**
   * The uses of a closed response as an anomaly, as bits; 0 for none.
   * @param startedAt milliseconds since the epoch
   * @param failed whether it failed although its status does not say so
   */
  usesOf(response: ServerResponse, startedAt: number, failed: boolean): number {
    const status = response.headersSent ? response.statusCode : 0;
    const uses = (this.#byStatus[status] ?? 0) | (failed ? this.#broken : 0);
    return this.#others.length === 0 ? uses : uses | this.#usesOfOthers(response.req, status, startedAt);
  }

  #usesOfOthers(request: IncomingMessage, status: number, startedAt: number): number {
    const took = Date.now() - startedAt;
    let uses = 0;
    for (const { uses: own, byStatus, latencyMs, operations } of this.#others) {
      if (took >= latencyMs && byStatus[status] === 1 && (operations?.has(operationOf(request)) ?? true)) uses |= own;
    }
    return uses;
  }
}

function isPlain({ latencyMs, operations }: AnomalyCondition): boolean {
  return latencyMs === undefined && operations === undefined;
}

function usesOf({ boost, capture }: AnomalyCondition): number {
  return (boost ? BOOST : 0) | (capture ? CAPTURE : 0);
}

function compiled(condition: AnomalyCondition): Compiled {
  const { latencyMs = 0, operations } = condition;
  const byStatus = tableOf([condition]).map((uses) => (uses > 0 ? 1 : 0));
  return { uses: usesOf(condition), byStatus, latencyMs, operations: operations && new Set(operations) };
}

/** The uses of each status. One that was never sent is 0, which only a condition without a status matches. */
function tableOf(conditions: readonly AnomalyCondition[]): Uint8Array {
  return Uint8Array.from({ length: STATUSES }, (_, status) =>
    conditions
      .filter((each) => each.status === undefined || (status > 0 && each.status.test(String(status))))
      .reduce((uses, each) => uses | usesOf(each), 0),
  );
}

/** The name that AWS's SDKs give an operation: the method and the first part of the path. */
function operationOf(request: IncomingMessage): string {
  const [, first = ""] = targetOf(request).path.split("/", 2);
  return `${request.method ?? "GET"} /${first}`;
}
