import { list, record } from "../../kit/read.ts";
import type { Resource } from "../../kit/resource.ts";

/**
 * The AWS resources of the cluster and the node group. Components, such as those of @pulumi/eks, are not checked:
 * policies get no inputs of a plugin's component (@pulumi/eks 4.3.0 sends none), but always those of its children,
 * which are of these types.
 */
export const CLUSTERS = ["aws:eks/cluster:Cluster"];
export const NODE_GROUPS = ["aws:eks/nodeGroup:NodeGroup"];

/** The settings of the API's endpoint. */
export function endpoint({ props }: Resource): Readonly<Record<string, unknown>> {
  return record(props.vpcConfig);
}

/** Whether Kubernetes secrets are encrypted with a key of one's own. */
export function encryptsSecrets({ props }: Resource): boolean {
  return list(record(props.encryptionConfig).resources).includes("secrets");
}
