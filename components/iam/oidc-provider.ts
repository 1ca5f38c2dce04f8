import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import type { Account } from "../account/account.ts";

/** The audience of the tokens that pods exchange for credentials. It is the same in every partition, China included. */
export const AUDIENCE = "sts.amazonaws.com";

export interface OidcProviderArgs {
  /** The cluster's issuer, an https URL. */
  readonly issuer: pulumi.Input<string>;
  /** false: the account has a provider for this issuer already, and only its ARN is worked out. */
  readonly create: boolean;
  /** Where a provider that exists already is. */
  readonly account: Account;
  /** Tags of a provider that is made. */
  readonly tags: Tags;
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
  /** The issuer without https://, which is how trust policies name its claims. */
  readonly issuerHost: pulumi.Output<string>;

  constructor(name: string, args: OidcProviderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:iam:OidcProvider", name, {}, opts);
    this.issuerHost = pulumi
      .output(args.issuer)
      .apply((issuer) => issuer.replace(/^https:\/\//, "").replace(/\/$/, ""));
    this.arn = args.create ? this.#create(name, args).arn : this.#existing(args.account);
    this.registerOutputs({ arn: this.arn, issuerHost: this.issuerHost });
  }

  #create(name: string, args: OidcProviderArgs): aws.iam.OpenIdConnectProvider {
    return new aws.iam.OpenIdConnectProvider(
      `${name}-provider`,
      {
        url: args.issuer,
        clientIdLists: [AUDIENCE],
        tags: args.tags,
      },
      { parent: this },
    );
  }

  #existing(account: Account): pulumi.Output<string> {
    return pulumi.interpolate`arn:${account.partition}:iam::${account.id}:oidc-provider/${this.issuerHost}`;
  }
}
