import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import type { Purpose } from "./group-plan.ts";

/** A group to make. */
export interface TraceGroupArgs {
  /** 1 to 32 letters, digits and dashes, unique in the account and region. */
  readonly groupName: pulumi.Input<string>;
  /** Which traces belong to it. https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html */
  readonly filterExpression: pulumi.Input<string>;
}

/** What `planGroups` of group-plan.ts returns can be passed on as it is. */
export interface TraceGroupsArgs {
  /** All traces of the service, and those with a fault, with an error, and slow ones. */
  readonly byPurpose: Readonly<Record<Purpose, TraceGroupArgs>>;
  /** One group per critical path. The names are plain, because they become part of the resources' names. Default: none. */
  readonly criticalPaths?: readonly (TraceGroupArgs & { readonly groupName: string })[];
  /** X-Ray Insights watches the group of all traces, and is billed per trace that it looks at. Default: false. */
  readonly insights?: pulumi.Input<boolean>;
  /** Insights are published as events. Only with `insights`. Default: false. */
  readonly insightsNotifications?: pulumi.Input<boolean>;
  /** Default: none. */
  readonly tags?: Tags;
}

/** A group that exists: a resource that uses its name is made after it. */
export interface TraceGroup {
  readonly groupName: pulumi.Output<string>;
  readonly filterExpression: pulumi.Output<string>;
}

/** X-Ray groups: the alarms and the dashboard count their traces, and people filter by them in the console. */
export class TraceGroups extends pulumi.ComponentResource {
  readonly byPurpose: Readonly<Record<Purpose, TraceGroup>>;
  /** One per critical path, in the order of the args. */
  readonly criticalPaths: readonly TraceGroup[];
  /** Names of all groups. */
  readonly names: pulumi.Output<string[]>;

  constructor(name: string, args: TraceGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:tracing:TraceGroups", name, {}, opts);
    const { byPurpose, criticalPaths = [], insights = false, insightsNotifications = false, tags = {} } = args;
    const group = (
      childName: string,
      { groupName, filterExpression }: TraceGroupArgs,
      insightsEnabled: pulumi.Input<boolean> = false,
    ): TraceGroup => {
      const made = new aws.xray.Group(
        childName,
        {
          groupName,
          filterExpression,
          insightsConfiguration: {
            insightsEnabled,
            notificationsEnabled: pulumi
              .all([insightsEnabled, insightsNotifications])
              .apply(([isOn, areSent]) => isOn && areSent),
          },
          tags,
        },
        // Group names are unique in a region: a group that must be replaced has to go first.
        { parent: this, deleteBeforeReplace: true },
      );
      return { groupName: made.groupName, filterExpression: pulumi.output(filterExpression) };
    };
    this.byPurpose = {
      all: group(`${name}-all`, byPurpose.all, insights),
      faults: group(`${name}-faults`, byPurpose.faults),
      errors: group(`${name}-errors`, byPurpose.errors),
      slow: group(`${name}-slow`, byPurpose.slow),
    };
    this.criticalPaths = criticalPaths.map((path) => group(`${name}-${path.groupName}`, path));
    this.names = pulumi.all(
      [...Object.values(this.byPurpose), ...this.criticalPaths].map(({ groupName }) => groupName),
    );
    this.registerOutputs({ names: this.names });
  }
}
