import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account/account.ts";
import { newClusterDefaults, type Settings } from "@pmp/model";
import type { Tags } from "../tags.ts";
import { ExistingCluster } from "./existing-cluster.ts";
import { NewCluster } from "./new-cluster.ts";
import { eksZones } from "./zones.ts";

/** What the rest of the program needs of a cluster, whoever made it. */
export interface Cluster {
  /** Name in EKS; known once the cluster exists. */
  readonly clusterName: pulumi.Output<string>;
  /** OIDC issuer, an https URL. */
  readonly oidcIssuer: pulumi.Output<string>;
  /** For whatever goes into the cluster. */
  readonly provider: kubernetes.Provider;
  /** What people type to reach the cluster with kubectl. */
  readonly kubeconfigCommand: pulumi.Output<string>;
}

export interface ClusterArgs {
  /** Name in EKS. */
  readonly clusterName: string;
  readonly settings: Settings["cluster"];
  /** How the agent gets its role: Pod Identity needs an add-on in a new cluster. */
  readonly identity: Settings["identity"];
  readonly account: Account;
  readonly permissionsBoundary?: string | undefined;
  /** ARN of a role, perhaps of another account, as which the agent sends traces. Default: as its own role. */
  readonly agentAssumesRoleArn?: string | undefined;
  readonly tags: Tags;
}

/**
 * The cluster that the settings ask for: made, or only used.
 *
 * @throws RunError when the region has too few zones for the network of a new one
 */
export async function provideCluster(
  name: string,
  args: ClusterArgs,
  opts?: pulumi.ComponentResourceOptions,
): Promise<Cluster> {
  if (args.settings.mode === "existing") return new ExistingCluster(name, args, opts);
  const settings = args.settings.new ?? newClusterDefaults();
  return new NewCluster(name, { ...args, availabilityZones: await eksZones(settings.network.zones) }, opts);
}
