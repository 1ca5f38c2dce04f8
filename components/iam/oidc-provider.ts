import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import { AUDIENCE, issuerHost } from "./trust.ts";

export interface OidcProviderArgs {
  /** The cluster's issuer, an https URL. */
  readonly issuer: pulumi.Input<string>;
  /** Default: none. */
  readonly tags?: Tags;
}

/**
 * Makes IAM trust the service-account tokens of one cluster. There can be one provider for an issuer in an account.
 *
 * No thumbprint is given: IAM checks the issuer's certificate against its own list of authorities.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
 */
export class OidcProvider extends pulumi.ComponentResource {
  /** ARN of the provider, for the `Federated` principal of a role. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: OidcProviderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:iam:OidcProvider", name, {}, opts);
    this.arn = new aws.iam.OpenIdConnectProvider(
      `${name}-provider`,
      { url: args.issuer, clientIdLists: [AUDIENCE], tags: args.tags ?? {} },
      { parent: this },
    ).arn;
    this.registerOutputs({ arn: this.arn });
  }
}

export interface ExistingOidcProviderArgs {
  /** The cluster's issuer, an https URL. */
  readonly issuer: pulumi.Input<string>;
  readonly partition: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
}

/** ARN of the provider that the account has for an issuer already. */
export function existingOidcProviderArn(args: ExistingOidcProviderArgs): pulumi.Output<string> {
  const host = pulumi.output(args.issuer).apply(issuerHost);
  return pulumi.interpolate`arn:${args.partition}:iam::${args.accountId}:oidc-provider/${host}`;
}
