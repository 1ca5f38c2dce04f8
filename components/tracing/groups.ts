import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import { planGroups, type GroupPlanArgs, type GroupPlans } from "./groupPlan.ts";

export interface TraceGroupsArgs extends GroupPlanArgs {
  /** Tags of each group. */
  readonly tags: Tags;
}

/** Names of groups that exist. A thing that uses one of these waits for it. */
export type GroupNames = Readonly<Record<keyof GroupPlans, pulumi.Output<string>>>;

/** X-Ray groups: what the alarms and the dashboard count, and what people filter by in the console. */
export class TraceGroups extends pulumi.ComponentResource {
  readonly names: GroupNames;

  constructor(name: string, args: TraceGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:TraceGroups", name, {}, opts);
    const plans = planGroups(args);
    const group = (purpose: keyof GroupPlans): pulumi.Output<string> =>
      new aws.xray.Group(
        `${name}-${purpose}`,
        {
          ...plans[purpose],
          tags: args.tags,
        },
        // Group names are unique in a region: a group that must be replaced has to go first.
        { parent: this, deleteBeforeReplace: true },
      ).groupName;
    this.names = { all: group("all"), faults: group("faults"), errors: group("errors"), slow: group("slow") };
    this.registerOutputs({ names: this.names });
  }
}
