import { paginate } from "../aws/pages.ts";
import { defineFact } from "../fact.ts";

export interface RecentTrace {
  readonly id: string;
  readonly url: string;
  readonly method: string;
  readonly status?: number;
  /** Seconds since 1970 of its start, as its id says. */
  readonly started: number;
}

export interface RecentTraces {
  readonly minutes: number;
  /** Of the service, newest first; a sample. */
  readonly ofService: readonly RecentTrace[];
  /** How many traces of any service are among the first hundred of the same minutes. */
  readonly ofAll: number;
  /** Names of the services in them. */
  readonly services: readonly string[];
  /** How many there are of the service in six hours, counted up to a hundred. */
  readonly inSixHours: number;
}

const MINUTES = 10;
const HOURS = 6;

export const recentTraces = defineFact({
  name: "recent-traces",
  title: "traces of the last minutes",
  iam: ["xray:GetTraceSummaries"],
  timeout: 15_000,
  read: async ({ aws, target, now }): Promise<RecentTraces> => {
    const xray = await aws("xray");
    const summaries = (minutes: number, filter: string | undefined, pages: number) =>
      paginate(
        (NextToken) =>
          xray.getTraceSummaries({
            StartTime: new Date(now() - minutes * 60_000),
            EndTime: new Date(now()),
            ...(filter !== undefined && { FilterExpression: filter }),
            ...(NextToken !== undefined && { NextToken }),
          }),
        ({ TraceSummaries = [] }) => TraceSummaries,
        pages,
      );
    const mine = `service("${target.service}")`;
    const [own, all] = await Promise.all([summaries(MINUTES, mine, 3), summaries(MINUTES, undefined, 1)]);
    const before = own.length > 0 ? own : await summaries(HOURS * 60, mine, 1);
    return {
      minutes: MINUTES,
      ofService: own
        .map(({ Id = "", Http }) => ({
          id: Id,
          url: Http?.HttpURL ?? "",
          method: Http?.HttpMethod ?? "",
          ...(Http?.HttpStatus !== undefined && { status: Http.HttpStatus }),
          started: Number.parseInt(Id.slice(2, 10), 16) || 0,
        }))
        .sort((a, b) => b.started - a.started),
      ofAll: all.length,
      services: [...new Set(all.flatMap(({ ServiceIds = [] }) => ServiceIds.flatMap(({ Name }) => Name ?? [])))].sort(),
      inSixHours: before.length,
    };
  },
});
