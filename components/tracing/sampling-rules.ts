import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import { SamplingRateBoost, type BoostArgs } from "./boost.ts";

/**
 * One rule, with the args of `aws.xray.SamplingRule` and its boost. Its name, and whether it has a boost, are plain, because
 * resources follow from them. The name has 1 to 32 characters, and is unique in the account and region.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export type SamplingRuleArgs = Omit<aws.xray.SamplingRuleArgs, "ruleName" | "tags"> & {
  readonly ruleName: string;
  /** How far X-Ray may raise the rate when anomalies are reported. Default: not at all. */
  readonly samplingRateBoost?: Pick<BoostArgs, "maxRate" | "cooldownWindowMinutes">;
};

export interface SamplingRulesArgs {
  /** At most 25. `toPulumiRule` of @pmp/sampling makes one from a rule of a sampling plan. */
  readonly rules: readonly SamplingRuleArgs[];
  /** Default: none. */
  readonly tags?: Tags;
}

/**
 * The centralized sampling rules, one resource per rule, named after the rule: adding, changing or removing one rule
 * touches that one only. The boost of a rule is a resource beside it. X-Ray's own rule `Default` (priority 10000) stays as it is,
 * after all of these.
 */
export class SamplingRules extends pulumi.ComponentResource {
  /** Names of the rules, in the order of the args. */
  readonly ruleNames: pulumi.Output<string[]>;

  constructor(name: string, { rules, tags = {} }: SamplingRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:SamplingRules", name, {}, opts);
    const made = rules.map(({ samplingRateBoost: boost, ...args }) => {
      const resource = `${name}-${args.ruleName}`;
      // Rule names are unique in a region: a rule that must be replaced has to go first.
      const options = { parent: this, deleteBeforeReplace: true };
      const rule = new aws.xray.SamplingRule(resource, { ...args, tags }, options);
      if (boost !== undefined) {
        const known = { ruleName: args.ruleName, ...boost, rule: { ...args, tags } };
        new SamplingRateBoost(`${resource}-boost`, known, { ...options, dependsOn: [rule] });
      }
      return rule;
    });
    // The id of a rule is its name.
    this.ruleNames = pulumi.all(made.map(({ id }) => id));
    this.registerOutputs({ ruleNames: this.ruleNames });
  }
}
