import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";

/**
 * One rule, with the args of `aws.xray.SamplingRule`. Its name is plain, because it becomes part of the resource's name: 1 to 32
 * characters, unique in the account and region.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export type SamplingRuleArgs = Omit<aws.xray.SamplingRuleArgs, "ruleName" | "tags"> & { readonly ruleName: string };

export interface SamplingRulesArgs {
  /** At most 25. `toPulumiRule` of @pmp/sampling makes one from a rule of a sampling plan. */
  readonly rules: readonly SamplingRuleArgs[];
  /** Default: none. */
  readonly tags?: Tags;
}

/**
 * The centralized sampling rules, one resource per rule, named after the rule: adding, changing or removing one rule
 * touches that one only. X-Ray's own rule `Default` (priority 10000) stays as it is, after all of these.
 */
export class SamplingRules extends pulumi.ComponentResource {
  /** Names of the rules, in the order of the args. */
  readonly ruleNames: pulumi.Output<string[]>;

  constructor(name: string, args: SamplingRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:SamplingRules", name, {}, opts);
    const rules = args.rules.map(
      (rule) =>
        new aws.xray.SamplingRule(
          `${name}-${rule.ruleName}`,
          { ...rule, tags: args.tags ?? {} },
          // Rule names are unique in a region: a rule that must be replaced has to go first.
          { parent: this, deleteBeforeReplace: true },
        ),
    );
    // The id of a rule is its name.
    this.ruleNames = pulumi.all(rules.map(({ id }) => id));
    this.registerOutputs({ ruleNames: this.ruleNames });
  }
}
