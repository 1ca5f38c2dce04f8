/** The AWS account and the EKS cluster that the mocked providers tell of. */
export interface World {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** OIDC issuer of the cluster in EKS. */
  readonly issuer: string;
}

export const WORLD: World = {
  accountId: "123456789012",
  partition: "aws",
  region: "us-east-1",
  issuer: "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
};

type Inputs = Readonly<Record<string, unknown>>;

/** The id that AWS gives: rules and groups are known by their own. */
export function idOf(type: string, name: string, inputs: Inputs): string {
  return type === "aws:xray/samplingRule:SamplingRule" ? String(inputs.ruleName) : `${name}-id`;
}

/** What AWS works out for a resource, as far as the program reads it. */
export function outputsOf(type: string, inputs: Inputs, world: World): Inputs {
  const arn = (service: string, resource: string, region = world.region) => ({
    arn: `arn:${world.partition}:${service}:${region}:${world.accountId}:${resource}`,
  });
  switch (type) {
    case "aws:iam/policy:Policy":
      return arn("iam", `policy/${String(inputs.name)}`, "");
    case "aws:iam/role:Role":
      return arn("iam", `role/${String(inputs.name)}`, "");
    case "aws:iam/openIdConnectProvider:OpenIdConnectProvider":
      return arn("iam", `oidc-provider/${String(inputs.url).replace("https://", "")}`, "");
    case "aws:sns/topic:Topic":
      return arn("sns", String(inputs.name));
    default:
      return {};
  }
}

/** What a provider's function answers. A function that isn't here fails the test. */
export function answer(token: string, inputs: Inputs, world: World): Record<string, unknown> {
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { accountId: world.accountId };
    case "aws:index/getPartition:getPartition":
      return { partition: world.partition };
    case "aws:index/getRegion:getRegion":
      return { region: world.region };
    case "aws:eks/getCluster:getCluster":
      return {
        name: inputs.name,
        endpoint: "https://0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com",
        certificateAuthorities: [{ data: "Q0E=" }],
        identities: [{ oidcs: [{ issuer: world.issuer }] }],
      };
    default:
      throw new Error(`the program calls ${token}, which no test knows`);
  }
}
