import * as xray from "@aws-sdk/client-xray";
import { countMatching, type TraceDocuments } from "@pmp/xray-local/filter";
import { clientConfig } from "../aws.ts";

/** https://docs.aws.amazon.com/xray/latest/api/API_BatchGetTraces.html */
const MOST_TRACES = 5;
const AT_ONCE = 8;

/** Counts a minute's traces by group, as X-Ray does for its metric. */
export class TraceCounts {
  readonly #client: xray.XRayClient;

  constructor(endpoint: string) {
    this.#client = new xray.XRayClient(clientConfig(endpoint));
  }

  /**
   * How many of the traces that began in a minute each group has; a group without any is not there. The emulator does not
   * evaluate the conditions of filter expressions, so that its traces are read and matched here.
   *
   * @param start beginning of the minute, seconds since 1970
   */
  async inMinute(start: number): Promise<ReadonlyMap<string, number>> {
    const [groups, ids] = await Promise.all([this.#groups(), this.#tracesOf(start)]);
    const counts = countMatching(groups, ids.length === 0 ? [] : await this.#documents(ids));
    return new Map([...counts].filter(([, count]) => count > 0));
  }

  async #groups(): Promise<ReadonlyMap<string, string>> {
    const groups = new Map<string, string>();
    for await (const { Groups = [] } of xray.paginateGetGroups({ client: this.#client }, {})) {
      for (const { GroupName = "", FilterExpression = "" } of Groups) groups.set(GroupName, FilterExpression);
    }
    return groups;
  }

  /** The bounds of GetTraceSummaries are inclusive, those of a minute are not. */
  async #tracesOf(start: number): Promise<string[]> {
    const end = start + 60;
    const pages = xray.paginateGetTraceSummaries(
      { client: this.#client },
      { StartTime: new Date(start * 1000), EndTime: new Date(end * 1000) },
    );
    const ids: string[] = [];
    for await (const { TraceSummaries = [] } of pages) {
      for (const { Id = "", StartTime } of TraceSummaries) {
        const began = StartTime === undefined ? Number.parseInt(Id.slice(2, 10), 16) : StartTime.getTime() / 1000;
        if (began >= start && began < end) ids.push(Id);
      }
    }
    return ids;
  }

  async #documents(ids: readonly string[]): Promise<TraceDocuments[]> {
    const batches = Array.from({ length: Math.ceil(ids.length / MOST_TRACES) }, (_, index) =>
      ids.slice(index * MOST_TRACES, (index + 1) * MOST_TRACES),
    );
    const traces: TraceDocuments[] = [];
    const worker = async (): Promise<void> => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
        const { Traces = [] } = await this.#client.send(new xray.BatchGetTracesCommand({ TraceIds: batch }));
        traces.push(
          ...Traces.map(({ Id = "", Segments = [] }) => ({
            id: Id,
            documents: Segments.flatMap(({ Document }) => Document ?? []),
          })),
        );
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return traces;
  }
}
