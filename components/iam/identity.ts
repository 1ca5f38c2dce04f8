import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account/account.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Settings } from "@pmp/model";
import type { Tags } from "../tags.ts";
import { OidcProvider } from "./oidc-provider.ts";

/** How a pod gets a role: by a token of the cluster's OIDC issuer (IRSA), or from EKS itself (Pod Identity). */
export type Identity =
  | { readonly kind: "irsa"; readonly oidc: OidcProvider }
  | {
      readonly kind: "podIdentity";
      readonly clusterName: pulumi.Output<string>;
      readonly clusterArn: pulumi.Output<string>;
    };

export interface IdentityArgs {
  readonly kind: Settings["identity"];
  readonly cluster: Cluster;
  /** false: the account has an OIDC provider for the cluster already. */
  readonly createOidcProvider: boolean;
  readonly account: Account;
  readonly tags: Tags;
}

/** What IAM has to know of the cluster before a role can trust its pods: an OIDC provider, or with Pod Identity nothing. */
export function provideIdentity(name: string, args: IdentityArgs): Identity {
  const { cluster, account } = args;
  if (args.kind === "irsa") {
    const oidc = new OidcProvider(name, {
      issuer: cluster.oidcIssuer,
      create: args.createOidcProvider,
      account,
      tags: args.tags,
    });
    return { kind: "irsa", oidc };
  }
  const { clusterName } = cluster;
  const clusterArn = pulumi.interpolate`arn:${account.partition}:eks:${account.region}:${account.id}:cluster/${clusterName}`;
  return { kind: "podIdentity", clusterName, clusterArn };
}
