import { BOOST_LIMITS, LIMITS } from "@pmp/sampling";
import type { BoostReport } from "../sampling/boosts.ts";
import type { Operation } from "./context.ts";
import { invalid } from "./errors.ts";
import { Input } from "./input.ts";
import { pageOf } from "./pages.ts";

const PAGE_SIZE = 100;
/** Characters of a ClientID: 96 bits in hexadecimal. */
const CLIENT_ID_LENGTH = 24;

/** https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingTargets.html */
export const getSamplingTargets: Operation = (value, { sampling }) => {
  const input = new Input(value);
  const documents = input.objects("SamplingStatisticsDocuments");
  if (documents.length > LIMITS.statisticsDocuments) {
    throw invalid(
      `SamplingStatisticsDocuments: got ${documents.length}; allowed: at most ${LIMITS.statisticsDocuments}.`,
    );
  }
  const reports = documents.map((document) => {
    const client = document.requiredText("ClientID");
    if (client.length !== CLIENT_ID_LENGTH) {
      document.problem("ClientID", `got ${client.length} characters; allowed: ${CLIENT_ID_LENGTH}.`);
    }
    return {
      rule: document.requiredText("RuleName"),
      client,
      timestamp: document.time("Timestamp"),
      requests: document.requiredCount("RequestCount"),
      // X-Ray accepts a report without it; AWS's SDK for Python misspells it.
      sampled: document.count("SampledCount") ?? 0,
      borrowed: document.count("BorrowCount") ?? 0,
    };
  });
  const boosts = readBoosts(input);
  input.check();
  // First, so that anomalies are answered with a boost in the same call.
  const unknownBoosts = sampling.reportBoosts(boosts);
  const { targets, unknown } = sampling.report(reports);
  return {
    SamplingTargetDocuments: targets.map(({ rule, rate, quota, until, interval, boost }) => ({
      RuleName: rule,
      FixedRate: rate,
      ReservoirQuota: quota,
      ReservoirQuotaTTL: Math.floor(until),
      Interval: interval,
      ...(boost && { SamplingBoost: boost }),
    })),
    LastRuleModification: sampling.rules.modifiedAt,
    UnprocessedStatistics: unknown.map(({ rule }) => ({
      RuleName: rule,
      ErrorCode: "400",
      Message: `There is no sampling rule ${rule}.`,
    })),
    UnprocessedBoostStatistics: unknownBoosts.map(({ rule, service }) => ({
      RuleName: rule,
      ServiceName: service,
      ErrorCode: "400",
      Message: "Unknown rule",
    })),
  };
};

/** https://docs.aws.amazon.com/xray/latest/api/API_SamplingBoostStatisticsDocument.html */
function readBoosts(input: Input): BoostReport[] {
  const documents = input.has("SamplingBoostStatisticsDocuments")
    ? input.objects("SamplingBoostStatisticsDocuments")
    : [];
  if (documents.length > BOOST_LIMITS.documents) {
    throw invalid(
      `SamplingBoostStatisticsDocuments: got ${documents.length}; allowed: at most ${BOOST_LIMITS.documents}.`,
    );
  }
  return documents.map((document) => {
    const service = document.requiredText("ServiceName");
    if (service.length > BOOST_LIMITS.serviceName) {
      document.problem(
        "ServiceName",
        `got ${service.length} characters; allowed: at most ${BOOST_LIMITS.serviceName}.`,
      );
    }
    document.time("Timestamp");
    return {
      rule: document.requiredText("RuleName"),
      service,
      traces: document.requiredCount("TotalCount"),
      anomalies: document.requiredCount("AnomalyCount"),
      sampledAnomalies: document.requiredCount("SampledAnomalyCount"),
    };
  });
}

/** https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingStatisticSummaries.html */
export const getSamplingStatisticSummaries: Operation = (value, { sampling }) => {
  const input = new Input(value);
  const token = input.text("NextToken");
  input.check();
  const order = ({ timestamp, rule }: { timestamp: number; rule: string }): string =>
    `${String(timestamp).padStart(12, "0")} ${rule}`;
  const windows = sampling.statistics.windows().sort((one, other) => (order(one) < order(other) ? -1 : 1));
  const page = pageOf(windows, order, token, PAGE_SIZE);
  return {
    SamplingStatisticSummaries: page.items.map(({ rule, timestamp, requests, sampled, borrowed }) => ({
      RuleName: rule,
      Timestamp: timestamp,
      RequestCount: requests,
      SampledCount: sampled,
      BorrowCount: borrowed,
    })),
    ...(page.nextToken !== undefined && { NextToken: page.nextToken }),
  };
};
