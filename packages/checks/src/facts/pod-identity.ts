import { AGENT_NAME } from "@pmp/model/aws";
import { defineFact } from "../fact.ts";
import { eksName } from "./eks-cluster.ts";

export interface PodIdentityAssociation {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn?: string;
}

export const podIdentity = defineFact({
  name: "pod-identity",
  title: "EKS Pod Identity associations of the namespace",
  platform: "kubernetes",
  iam: ["eks:ListPodIdentityAssociations", "eks:DescribePodIdentityAssociation"],
  read: async (sources): Promise<readonly PodIdentityAssociation[]> => {
    const clusterName = await eksName(sources);
    const eks = await sources.aws("eks");
    const { associations = [] } = await eks.listPodIdentityAssociations({ clusterName });
    const near = associations.filter(
      ({ namespace, serviceAccount }) =>
        [sources.target.namespace, "default"].includes(namespace ?? "") || serviceAccount === AGENT_NAME,
    );
    return Promise.all(
      near.map(async ({ namespace = "", serviceAccount = "", associationId }) => {
        const { association } = await eks.describePodIdentityAssociation({ clusterName, associationId });
        const roleArn = association?.roleArn;
        return { namespace, serviceAccount, ...(roleArn !== undefined && { roleArn }) };
      }),
    );
  },
});
