/** The AWS account, with a cluster in EKS, that the mocked providers answer for. */
export interface MockAccount {
  /** Twelve digits. */
  readonly accountId: string;
  /** `aws`, `aws-cn`, … */
  readonly partition: string;
  readonly region: string;
  /** OIDC issuer of the cluster in EKS. */
  readonly issuer: string;
  /** The log group of the spans, once X-Ray has made it; 0 days mean for ever. Default: there is none. */
  readonly spans?: { readonly retentionInDays: number };
  /** The network that exists. Default: each subnet that is asked for, in the VPC that is asked for, with a route to NAT. */
  readonly network?: MockNetwork;
}

/** A network that exists. */
export interface MockNetwork {
  /** Subnets, and the route table of each; undefined: the VPC's main one, which is `main`. */
  readonly subnets: Readonly<Record<string, string | undefined>>;
  /** Routes of each route table, as the provider answers them, without what is empty. */
  readonly routes: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  /** Endpoints in use. */
  readonly endpoints: readonly {
    readonly id: string;
    readonly service: string;
    readonly type: "Interface" | "Gateway";
    readonly privateDnsEnabled?: boolean;
    readonly routeTableIds?: readonly string[];
  }[];
  /** Functions that the deployer has no right for. */
  readonly denied?: readonly string[];
}

export const MOCK_ACCOUNT: MockAccount = {
  accountId: "123456789012",
  partition: "aws",
  region: "us-east-1",
  issuer: "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
};
