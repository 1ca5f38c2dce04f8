import { nameOf } from "../aws/failure.ts";
import { defineFact } from "../fact.ts";
import { eksName } from "./eks-cluster.ts";

export interface PodIdentityAddon {
  /** Undefined: the add-on is not installed. */
  readonly status: string | undefined;
}

export const podIdentityAddon = defineFact({
  name: "pod-identity-addon",
  title: "add-on eks-pod-identity-agent",
  platform: "kubernetes",
  iam: ["eks:DescribeAddon"],
  read: async (sources): Promise<PodIdentityAddon> => {
    const clusterName = await eksName(sources);
    try {
      const { addon } = await (
        await sources.aws("eks")
      ).describeAddon({ clusterName, addonName: "eks-pod-identity-agent" });
      return { status: addon?.status };
    } catch (error) {
      if (nameOf(error) === "ResourceNotFoundException") return { status: undefined };
      throw error;
    }
  },
});
