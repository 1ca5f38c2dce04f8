import type { SamplingRule, SamplingStatisticSummary } from "@aws-sdk/client-xray";
import { inApi, parseXRayRules, PlanError, respell, RULE_MEMBERS, type XRaySamplingRule } from "@pmp/sampling";
import type { XRaySource } from "./source.ts";

const MOST_PAGES = 100;

/** The sampling rules that are deployed. @throws UsageError */
export async function readRules({ xray, explain }: XRaySource): Promise<readonly XRaySamplingRule[]> {
  try {
    const rules = await pages<SamplingRule>(async (NextToken) => {
      const answer = await xray.getSamplingRules(NextToken === undefined ? {} : { NextToken });
      return [(answer.SamplingRuleRecords ?? []).flatMap(({ SamplingRule }) => SamplingRule ?? []), answer.NextToken];
    });
    // Without members that a rule of a plan does not have, such as its ARN.
    return parseXRayRules(rules.map((rule) => respell(RULE_MEMBERS, { ...rule }, inApi, inApi)));
  } catch (error) {
    if (error instanceof PlanError) throw explain(new Error("sampling rules in an unexpected form"), "");
    throw explain(error, "xray:GetSamplingRules");
  }
}

/** What samplers reported about each rule in the last minutes, added up by rule. @throws UsageError */
export async function readStatistics({
  xray,
  explain,
}: XRaySource): Promise<
  ReadonlyMap<string, { readonly requests: number; readonly sampled: number; readonly borrowed: number }>
> {
  try {
    const summaries = await pages<SamplingStatisticSummary>(async (NextToken) => {
      const answer = await xray.getSamplingStatisticSummaries(NextToken === undefined ? {} : { NextToken });
      return [answer.SamplingStatisticSummaries ?? [], answer.NextToken];
    });
    const totals = new Map<string, { requests: number; sampled: number; borrowed: number }>();
    for (const { RuleName = "", RequestCount = 0, SampledCount = 0, BorrowCount = 0 } of summaries) {
      const { requests, sampled, borrowed } = totals.get(RuleName) ?? { requests: 0, sampled: 0, borrowed: 0 };
      totals.set(RuleName, {
        requests: requests + RequestCount,
        sampled: sampled + SampledCount,
        borrowed: borrowed + BorrowCount,
      });
    }
    return totals;
  } catch (error) {
    throw explain(error, "xray:GetSamplingStatisticSummaries");
  }
}

async function pages<Item>(
  read: (token: string | undefined) => Promise<readonly [readonly Item[], string | undefined]>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const [some, next] = await read(token);
    items.push(...some);
    if (next === undefined) break;
    token = next;
  }
  return items;
}
