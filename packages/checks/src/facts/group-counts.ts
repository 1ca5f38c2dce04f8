import { defineFact, NotRead } from "../fact.ts";
import { groups, groupsOf } from "./groups.ts";

/** Traces that each group of the service counted in the last quarter of an hour. A group without data is not there. */
export type GroupCounts = Readonly<Record<string, number>>;

const MINUTES = 15;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MOST_QUERIES = 500;

export const groupCounts = defineFact({
  name: "group-counts",
  title: "traces that the groups counted",
  iam: ["cloudwatch:GetMetricData"],
  read: async ({ aws, fact, target, now }): Promise<GroupCounts> => {
    const own = groupsOf(await fact(groups), target.service).slice(0, MOST_QUERIES);
    if (own.length === 0) return {};
    const { MetricDataResults = [] } = await (
      await aws("cloudwatch")
    ).getMetricData({
      StartTime: new Date(now() - MINUTES * 60_000),
      EndTime: new Date(now()),
      MetricDataQueries: own.map(({ name }, index) => ({
        Id: `g${index}`,
        MetricStat: {
          Metric: {
            Namespace: "AWS/X-Ray",
            MetricName: "ApproximateTraceCount",
            Dimensions: [{ Name: "GroupName", Value: name }],
          },
          Period: 60,
          Stat: "Sum",
        },
      })),
    });
    const counts = Object.fromEntries(
      MetricDataResults.flatMap(({ Id = "", Values = [] }) => {
        const group = own[Number(Id.slice(1))];
        if (group === undefined || Values.length === 0) return [];
        return [[group.name, Values.reduce((sum, value) => sum + value, 0)]];
      }),
    );
    if (target.endpointUrl !== undefined && Object.keys(counts).length === 0) {
      throw new NotRead("unsupported", `${target.endpointUrl} publishes no metrics of X-Ray`);
    }
    return counts;
  },
});
