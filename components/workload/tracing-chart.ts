import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ChartValues } from "./chart-values.ts";
import { CHART } from "./chart.ts";
import type { DeepPartial } from "./values.ts";

export interface TracingChartArgs {
  /** Namespace to install into; it must exist. */
  readonly namespace: pulumi.Input<string>;
  /** Values of charts/pmp-xray; its README describes each. Without one, the chart's default holds. */
  readonly values: pulumi.Input<DeepPartial<ChartValues>>;
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
    new kubernetes.helm.v4.Chart(
      name,
      { chart: CHART, namespace: args.namespace, values: args.values },
      // What the component waits for, the chart waits for: on destroy it then goes first.
      { parent: this, ...(opts?.dependsOn !== undefined && { dependsOn: opts.dependsOn }) },
    );
    this.namespace = pulumi.output(args.namespace);
    this.registerOutputs({ namespace: this.namespace });
  }
}
