import { paginate } from "../aws/pages.ts";
import { defineFact } from "../fact.ts";
import { inApi, parseXRayRules, respell, RULE_MEMBERS, type XRaySamplingRule } from "@pmp/sampling";

/** A rule as X-Ray has it, and when it was changed: milliseconds since 1970. */
export interface DeployedRule extends XRaySamplingRule {
  readonly modifiedAt?: number;
}

export const samplingRules = defineFact({
  name: "sampling-rules",
  title: "sampling rules of X-Ray",
  iam: ["xray:GetSamplingRules"],
  read: async ({ aws }): Promise<readonly DeployedRule[]> => {
    const xray = await aws("xray");
    const records = await paginate(
      (NextToken) => xray.getSamplingRules({ NextToken }),
      ({ SamplingRuleRecords = [] }) => SamplingRuleRecords,
    );
    return records.flatMap(({ SamplingRule: rule, ModifiedAt }) => {
      if (rule === undefined) return [];
      // Without members that a rule of a plan does not have, such as its ARN.
      const own = parseXRayRules([respell(RULE_MEMBERS, { ...rule }, inApi, inApi)]);
      return own.map((each) => ({ ...each, ...(ModifiedAt !== undefined && { modifiedAt: ModifiedAt.getTime() }) }));
    });
  },
});
