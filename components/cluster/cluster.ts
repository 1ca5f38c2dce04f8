import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** A cluster for the API and the agent, made by this program or not. */
export interface Cluster {
  /** Name in EKS; known once the cluster exists. */
  readonly clusterName: pulumi.Output<string>;
  /** OIDC issuer, an https URL. */
  readonly oidcIssuer: pulumi.Output<string>;
  /** For everything that is deployed into the cluster. */
  readonly provider: kubernetes.Provider;
}
