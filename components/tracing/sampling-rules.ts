import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import { toPulumiArgs, type Plan } from "@pmp/planning";

export interface SamplingRulesArgs {
  /** The plan that the rules come from. */
  readonly plan: Plan;
  /** Tags of each rule. */
  readonly tags: Tags;
}

/**
 * The centralized sampling rules, one resource per rule, named after the rule: adding, changing or removing one rule
 * touches that one only. X-Ray's own rule `Default` (priority 10000) stays as it is, behind all of these.
 */
export class SamplingRules extends pulumi.ComponentResource {
  /** Names of the rules, in the order in which X-Ray looks at them. */
  readonly ruleNames: pulumi.Output<string[]>;

  constructor(name: string, args: SamplingRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:SamplingRules", name, {}, opts);
    const planned = toPulumiArgs(args.plan);
    const rules = planned.map(
      (rule) =>
        new aws.xray.SamplingRule(
          `${name}-${rule.ruleName}`,
          { ...rule, tags: args.tags },
          // Rule names are unique in a region: a rule that must be replaced has to go first.
          { parent: this, deleteBeforeReplace: true },
        ),
    );
    this.ruleNames = pulumi.all(rules.map((rule) => rule.id)).apply(() => planned.map((rule) => rule.ruleName));
    this.registerOutputs({ ruleNames: this.ruleNames });
  }
}
