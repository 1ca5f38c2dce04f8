import { paginateGetSamplingRules, paginateGetSamplingStatisticSummaries, XRayClient } from "@aws-sdk/client-xray";
import type { SamplingRule, SamplingStatisticSummary as Summary } from "@aws-sdk/client-xray";
import { inApi, parseXRayRules, PlanError, respell, RULE_MEMBERS } from "@pmp/sampling";
import type { LiveState, SamplingStatisticSummary } from "@pmp/planning";
import { UsageError } from "@pmp/command-line";
import { readBoosts } from "./read-boosts.ts";
import { roleCredentials } from "./credentials.ts";
import { explainFailure } from "./failure.ts";
import { CLIENT_OPTIONS, type LiveSource } from "./source.ts";

/**
 * Reads X-Ray's sampling rules, the samplers' recent statistics, and the boosts in force of the rules with these names.
 *
 * @throws UsageError with one line about what is missing and how to provide it
 */
export async function readLive(source: LiveSource, planned: ReadonlySet<string>): Promise<LiveState> {
  const { region, profile, endpointUrl } = source;
  const credentials = roleCredentials(source);
  const client = new XRayClient({
    region,
    ...CLIENT_OPTIONS,
    ...(profile !== undefined && { profile }),
    ...(credentials !== undefined && { credentials }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
  });
  try {
    const rules: SamplingRule[] = [];
    for await (const { SamplingRuleRecords = [] } of paginateGetSamplingRules({ client }, {})) {
      rules.push(...SamplingRuleRecords.flatMap(({ SamplingRule }) => SamplingRule ?? []));
    }
    const summaries: Summary[] = [];
    for await (const page of paginateGetSamplingStatisticSummaries({ client }, {})) {
      summaries.push(...(page.SamplingStatisticSummaries ?? []));
    }
    const deployed = parseXRayRules(rules.map(asPlanned));
    const boostable = deployed.filter(
      ({ RuleName, SamplingRateBoost }) => SamplingRateBoost !== undefined && planned.has(RuleName),
    );
    return {
      rules: deployed,
      statistics: summaries.map(counts),
      seconds: span(summaries),
      boosts: await readBoosts(client, boostable),
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof PlanError) {
      const rules = error.problems.map(({ path, value }) => `${path} ${value}`).join(", ");
      throw new UsageError(`X-Ray answered with sampling rules in an unexpected form: ${rules}.`);
    }
    throw new UsageError(explainFailure(error, source));
  } finally {
    client.destroy();
  }
}

/** Without members that a rule of a plan does not have, such as its ARN, or that an emulator answers as null. */
function asPlanned(rule: SamplingRule): object {
  return respell(RULE_MEMBERS, { ...rule }, inApi, inApi);
}

function counts({
  RuleName = "",
  RequestCount = 0,
  SampledCount = 0,
  BorrowCount = 0,
}: Summary): SamplingStatisticSummary {
  return { RuleName, RequestCount, SampledCount, BorrowCount };
}

/** Seconds of one summary: https://docs.aws.amazon.com/xray/latest/api/API_SamplingStatisticSummary.html */
const WINDOW = 10;

/** Seconds from the start of the first window to the end of the last. */
function span(summaries: readonly Summary[]): number {
  const starts = summaries.flatMap(({ Timestamp }) => (Timestamp === undefined ? [] : Timestamp.getTime() / 1000));
  if (starts.length === 0) return WINDOW;
  return Math.max(...starts) - Math.min(...starts) + WINDOW;
}
