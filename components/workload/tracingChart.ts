import { fileURLToPath } from "node:url";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { toFallbackFile, type Plan } from "@pmp/sampling";
import type { Settings } from "../settings/schema.ts";
import type { ChartValues } from "./chartValues.ts";

/** The chart that is part of this repository. */
const CHART = fileURLToPath(new URL("../../charts/pmp-xray", import.meta.url));

/** The agent's service account, a fixed name of the chart. */
export const AGENT_SERVICE_ACCOUNT = "xray-daemon";

export interface TracingChartArgs {
  /** Namespace to install into; it must exist. */
  readonly namespace: pulumi.Input<string>;
  /** Region of X-Ray. */
  readonly region: pulumi.Input<string>;
  /** What kind of environment this is. */
  readonly stage: Settings["stage"];
  readonly api: Settings["api"];
  readonly agent: Settings["agent"];
  /** Role for the agent's service account. */
  readonly agentRoleArn: pulumi.Input<string>;
  /** What the API samples by while it can't reach the agent. */
  readonly plan: Plan;
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
      {
        chart: CHART,
        namespace: args.namespace,
        values: pulumi
          .all([args.region, args.agentRoleArn])
          .apply(([region, roleArn]): ChartValues => chartValues(args, region, roleArn)),
      },
      // What the component waits for, the chart waits for: on destroy it then goes first.
      { parent: this, ...(opts?.dependsOn !== undefined && { dependsOn: opts.dependsOn }) },
    );
    this.namespace = pulumi.output(args.namespace);
    this.registerOutputs({ namespace: this.namespace });
  }
}

/** Exported for the tests. */
export function chartValues(args: TracingChartArgs, region: string, roleArn: string): ChartValues {
  const { api, agent } = args;
  return {
    region,
    stage: args.stage,
    api: { image: api.image, replicas: api.replicas, serviceName: api.serviceName },
    agent: {
      kind: agent.kind,
      ...(agent.image !== undefined && { images: { [agent.kind]: agent.image } }),
      endpoint: agent.endpoint ?? "",
      stsEndpoint: agent.stsEndpoint ?? "",
      identity: { roleArn, projectToken: agent.projectToken },
    },
    sampling: { rules: toFallbackFile(args.plan).SamplingRules },
  };
}
