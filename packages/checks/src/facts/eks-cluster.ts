import { defineFact, NotRead, type Sources } from "../fact.ts";
import { nodes } from "./nodes.ts";

export interface EksCluster {
  readonly name: string;
  readonly status: string;
  readonly version: string;
  readonly endpoint: string;
  /** Address of its OIDC issuer, without https://. */
  readonly issuer: string;
  readonly vpc: string;
}

export const eksCluster = defineFact({
  name: "eks-cluster",
  title: "the cluster, as EKS has it",
  platform: "kubernetes",
  iam: ["eks:DescribeCluster"],
  read: async (sources): Promise<EksCluster> => {
    const name = await eksName(sources);
    const { cluster } = await (await sources.aws("eks")).describeCluster({ name });
    return {
      name,
      status: cluster?.status ?? "",
      version: cluster?.version ?? "",
      endpoint: cluster?.endpoint ?? "",
      issuer: (cluster?.identity?.oidc?.issuer ?? "").replace(/^https:\/\//, ""),
      vpc: cluster?.resourcesVpcConfig?.vpcId ?? "",
    };
  },
});

/** The name of the EKS cluster. @throws NotRead when it is none, or has no known name */
export async function eksName({ fact, target }: Sources): Promise<string> {
  const isEks = (await fact(nodes)).some(({ kubelet }) => kubelet.includes("-eks-"));
  if (!isEks) throw new NotRead("unsupported", "the cluster is not of EKS");
  if (target.cluster === undefined)
    throw new NotRead("failed", "the name of the EKS cluster is not known: give --cluster");
  return target.cluster;
}
