import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account/account.ts";
import type { Tags } from "../tags.ts";

/** What a platform gets from the program. */
export interface PlatformArgs<S> {
  readonly settings: S;
  readonly account: Account;
  readonly tags: Tags;
  /** A name that is unique in an account, with what tells apart the stages in one account. */
  readonly named: (name: string) => string;
  /** ARN of the policy with the rights of an agent. */
  readonly writePolicyArn: pulumi.Input<string>;
}

/** Where the API runs: its cluster and identity are there, and the API and the agent can be deployed. */
export interface Platform {
  /** Role with which traces are written. */
  readonly agentRoleArn: pulumi.Output<string>;
  /** Deploys the API and the agent. */
  readonly deploy: (args: DeployArgs) => Workload;
}

export interface DeployArgs {
  /** What must exist before the API runs, and is deleted after it. */
  readonly after: readonly pulumi.Resource[];
  /** Name of the alarm on faults. */
  readonly faultAlarm: pulumi.Input<string>;
}

/** What is deployed, for the stack's outputs. Those of the other platform are left out. */
export interface Workload {
  readonly kubeconfigCommand?: pulumi.Output<string>;
  readonly kubernetesNamespace?: pulumi.Output<string>;
  readonly ecsService?: pulumi.Output<EcsServiceOutput>;
}

/** What people need to find a service in ECS. */
export interface EcsServiceOutput {
  readonly clusterName: string;
  readonly serviceName: string;
  /** Revision that this version of the stack deployed. */
  readonly taskDefinitionArn: string;
  readonly logGroups: { readonly api: string; readonly agent: string };
  /** Address of the load balancer that was made; null without one. */
  readonly url: string | null;
}
