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
}

export const MOCK_ACCOUNT: MockAccount = {
  accountId: "123456789012",
  partition: "aws",
  region: "us-east-1",
  issuer: "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
};
