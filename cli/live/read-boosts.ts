import { randomBytes } from "node:crypto";
import { GetSamplingTargetsCommand, type XRayClient } from "@aws-sdk/client-xray";
import type { LiveBoost } from "@pmp/planning";
import { LIMITS, type XRaySamplingRule } from "@pmp/sampling";
import { isDenied } from "./failure.ts";

/**
 * The boosts in force of rules that have one. X-Ray names a boost only to a sampler, in its answer to a report: this one
 * reports no request. X-Ray may reserve a share of these rules' reservoirs for it, until that share's TTL.
 *
 * @returns undefined when X-Ray denies the call
 */
export async function readBoosts(
  client: XRayClient,
  rules: readonly XRaySamplingRule[],
): Promise<readonly LiveBoost[] | undefined> {
  const ClientID = randomBytes(12).toString("hex");
  const boosts: LiveBoost[] = [];
  try {
    for (let start = 0; start < rules.length; start += LIMITS.statisticsDocuments) {
      const Timestamp = new Date();
      const { SamplingTargetDocuments = [] } = await client.send(
        new GetSamplingTargetsCommand({
          SamplingStatisticsDocuments: rules.slice(start, start + LIMITS.statisticsDocuments).map(({ RuleName }) => ({
            RuleName,
            ClientID,
            Timestamp,
            RequestCount: 0,
            SampledCount: 0,
            BorrowCount: 0,
          })),
        }),
      );
      for (const { RuleName: rule, SamplingBoost: boost } of SamplingTargetDocuments) {
        const until = boost?.BoostRateTTL?.getTime();
        if (rule === undefined || boost?.BoostRate === undefined || until === undefined) continue;
        boosts.push({ rule, rate: boost.BoostRate, until: until / 1000 });
      }
    }
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
  return boosts;
}
