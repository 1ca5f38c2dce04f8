import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import type { MetricName } from "@pmp/alarms";
import { clientConfig } from "../aws.ts";
import { TRACE_COUNT } from "../../components/tracing/metrics.ts";

/** Writes and reads sums of minutes through the CloudWatch API. */
export class Metrics {
  readonly #client: cloudwatch.CloudWatchClient;

  constructor(endpoint: string) {
    this.#client = new cloudwatch.CloudWatchClient(clientConfig(endpoint));
  }

  /**
   * Publishes the counts of a minute's traces, as X-Ray does: nothing for a group without traces.
   *
   * @param start beginning of the minute, seconds since 1970
   */
  async publish(start: number, counts: ReadonlyMap<string, number>): Promise<void> {
    if (counts.size === 0) return;
    const { namespace, metricName, dimension } = TRACE_COUNT;
    await this.#client.send(
      new cloudwatch.PutMetricDataCommand({
        Namespace: namespace,
        MetricData: [...counts].map(([group, Value]) => ({
          MetricName: metricName,
          Dimensions: [{ Name: dimension, Value: group }],
          Timestamp: new Date(start * 1000),
          Unit: "None",
          Value,
        })),
      }),
    );
  }

  /** The minutes from `start` to `end` that have data. */
  async read({ namespace, name, dimensions }: MetricName, start: number, end: number): Promise<Map<number, number>> {
    const { MetricDataResults } = await this.#client.send(
      new cloudwatch.GetMetricDataCommand({
        StartTime: new Date(start * 1000),
        EndTime: new Date(end * 1000),
        MetricDataQueries: [
          {
            Id: "m",
            MetricStat: {
              Metric: {
                Namespace: namespace,
                MetricName: name,
                Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period: 60,
              Stat: "Sum",
            },
          },
        ],
      }),
    );
    const { Timestamps = [], Values = [] } = MetricDataResults?.[0] ?? {};
    return new Map(Timestamps.map((time, index) => [time.getTime() / 1000, Values[index] ?? 0]));
  }
}
