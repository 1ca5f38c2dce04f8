import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import { planGroups, type GroupPlan, type GroupPlanArgs, type Purpose } from "./group-plan.ts";

export interface TraceGroupsArgs extends GroupPlanArgs {
  /** X-Ray Insights watches the group of all traces. */
  readonly insights: boolean;
  /** Insights are published as events. */
  readonly insightsNotifications: boolean;
  /** Tags of each group. */
  readonly tags: Tags;
}

/** A group that exists: whatever uses its name waits for it. */
export interface TraceGroup {
  readonly groupName: pulumi.Output<string>;
  readonly filterExpression: string;
}

/** X-Ray groups: what the alarms and the dashboard count, and what people filter by in the console. */
export class TraceGroups extends pulumi.ComponentResource {
  readonly byPurpose: Readonly<Record<Purpose, TraceGroup>>;
  /** One per critical path, in the order of the sampling plan. */
  readonly criticalPaths: readonly TraceGroup[];
  /** Names of all groups. */
  readonly names: pulumi.Output<string[]>;

  constructor(name: string, args: TraceGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:TraceGroups", name, {}, opts);
    const { byPurpose, criticalPaths } = planGroups(args);
    const group = (childName: string, plan: GroupPlan, insights = false): TraceGroup => ({
      filterExpression: plan.filterExpression,
      groupName: new aws.xray.Group(
        childName,
        {
          ...plan,
          insightsConfiguration: {
            insightsEnabled: insights,
            notificationsEnabled: insights && args.insightsNotifications,
          },
          tags: args.tags,
        },
        // Group names are unique in a region: a group that must be replaced has to go first.
        { parent: this, deleteBeforeReplace: true },
      ).groupName,
    });
    this.byPurpose = {
      all: group(`${name}-all`, byPurpose.all, args.insights),
      faults: group(`${name}-faults`, byPurpose.faults),
      errors: group(`${name}-errors`, byPurpose.errors),
      slow: group(`${name}-slow`, byPurpose.slow),
    };
    this.criticalPaths = criticalPaths.map((plan) => group(`${name}-${plan.groupName}`, plan));
    this.names = pulumi.all(
      [...Object.values(this.byPurpose), ...this.criticalPaths].map(({ groupName }) => groupName),
    );
    this.registerOutputs({ names: this.names });
  }
}
