import { paginate } from "../aws/pages.ts";
import { defineFact, NotRead } from "../fact.ts";

/** The samplers' reports of the last minutes. */
export interface SamplingStatistics {
  readonly rules: readonly {
    readonly RuleName: string;
    readonly RequestCount: number;
    readonly SampledCount: number;
    readonly BorrowCount: number;
  }[];
  /** Seconds that they cover. */
  readonly seconds: number;
}

/** Seconds of one summary: https://docs.aws.amazon.com/xray/latest/api/API_SamplingStatisticSummary.html */
const WINDOW = 10;

export const samplingStatistics = defineFact({
  name: "sampling-statistics",
  title: "reports of the samplers",
  iam: ["xray:GetSamplingStatisticSummaries"],
  read: async ({ aws, target }): Promise<SamplingStatistics> => {
    const xray = await aws("xray");
    const all = await paginate(
      (NextToken) => xray.getSamplingStatisticSummaries({ NextToken }),
      ({ SamplingStatisticSummaries = [] }) => SamplingStatisticSummaries,
    );
    if (target.endpointUrl !== undefined && all.length === 0) {
      throw new NotRead("unsupported", `${target.endpointUrl} keeps no reports of samplers`);
    }
    const times = all.flatMap(({ Timestamp }) => (Timestamp === undefined ? [] : Timestamp.getTime() / 1000));
    return {
      rules: all.map(({ RuleName = "", RequestCount = 0, SampledCount = 0, BorrowCount = 0 }) => ({
        RuleName,
        RequestCount,
        SampledCount,
        BorrowCount,
      })),
      seconds: times.length === 0 ? WINDOW : Math.max(...times) - Math.min(...times) + WINDOW,
    };
  },
});
