import type { SamplingBoostStatisticsDocument } from "@pmp/sampling";
import type { BoostCounts } from "./rule-boost.ts";
import type { RuleState, Statistics } from "./rule-set.ts";

interface Reported {
  state: RuleState;
  statistics: Statistics;
  boost: BoostCounts | undefined;
}

/** The counts of one report: removed from the rules when it is made, and added back if it fails. */
export class ReportedCounts {
  readonly #reported: readonly Reported[];

  constructor(states: readonly RuleState[]) {
    this.#reported = states.map((state) => ({
      state,
      statistics: remove(state.statistics),
      boost: state.boost && remove(state.boost.counts),
    }));
  }

  /** https://docs.aws.amazon.com/xray/latest/api/API_SamplingStatisticsDocument.html */
  documents(clientId: string, seconds: number): object[] {
    return this.#reported.flatMap(({ state, statistics: { requests, sampled, borrowed } }) =>
      requests === 0
        ? []
        : [
            {
              ClientID: clientId,
              RuleName: state.rule.RuleName,
              Timestamp: seconds,
              RequestCount: requests,
              SampledCount: sampled,
              BorrowCount: borrowed,
            },
          ],
    );
  }

  boostDocuments(service: string, seconds: number): SamplingBoostStatisticsDocument[] {
    return this.#reported.flatMap(({ state, boost }) =>
      boost === undefined || boost.traces === 0
        ? []
        : [
            {
              RuleName: state.rule.RuleName,
              ServiceName: service,
              Timestamp: seconds,
              TotalCount: boost.traces,
              AnomalyCount: boost.anomalies,
              SampledAnomalyCount: boost.sampledAnomalies,
            },
          ],
    );
  }

  addBack(): void {
    for (const { state, statistics, boost } of this.#reported) {
      state.statistics.requests += statistics.requests;
      state.statistics.sampled += statistics.sampled;
      state.statistics.borrowed += statistics.borrowed;
      if (!boost || !state.boost) continue;
      state.boost.counts.traces += boost.traces;
      state.boost.counts.anomalies += boost.anomalies;
      state.boost.counts.sampledAnomalies += boost.sampledAnomalies;
    }
  }
}

/** Sets all counts to zero and returns what they were. */
function remove<T extends { [K in keyof T]: number }>(counts: T): T {
  const before = { ...counts };
  for (const key in counts) counts[key] = 0 as T[typeof key];
  return before;
}
