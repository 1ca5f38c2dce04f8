import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { StackSettings } from "@pmp/model";
import { CHART } from "./chart.ts";
import { overlay, programValues } from "./values.ts";

/** The agent's service account, a fixed name of the chart. */
export const AGENT_SERVICE_ACCOUNT = "xray-daemon";

export interface TracingChartArgs {
  /** Namespace to install into; it must exist. */
  readonly namespace: pulumi.Input<string>;
  /** Region of X-Ray. */
  readonly region: pulumi.Input<string>;
  /** Role for the annotation of the agent's service account; empty with Pod Identity. */
  readonly agentRoleArn: pulumi.Input<string>;
  /** What the values are made from. */
  readonly settings: StackSettings;
}

/**
 * The API and the agent, from the chart that `helm install` takes too. helm.v4.Chart renders it, so that Pulumi shows and
 * policy packs check each object; chart hooks (`helm test`) don't run this way.
 */
export class TracingChart extends pulumi.ComponentResource {
  /** Namespace that it is installed in. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: TracingChartArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:workload:TracingChart", name, {}, opts);
    const { settings } = args;
    new kubernetes.helm.v4.Chart(
      name,
      {
        chart: CHART,
        namespace: args.namespace,
        values: pulumi
          .all([args.region, args.agentRoleArn])
          .apply(([region, agentRoleArn]) =>
            overlay(settings.chart, programValues({ settings, plan: settings.plan, region, agentRoleArn })),
          ),
      },
      // What the component waits for, the chart waits for: on destroy it then goes first.
      { parent: this, ...(opts?.dependsOn !== undefined && { dependsOn: opts.dependsOn }) },
    );
    this.namespace = pulumi.output(args.namespace);
    this.registerOutputs({ namespace: this.namespace });
  }
}
