import { list, record } from "../../kit/read.ts";
import type { Resource } from "../../kit/resource.ts";

/**
 * The cluster and the node group as they are in AWS. Components around them, such as those of @pulumi/eks, are not judged:
 * the engine shows a policy no inputs of a component that a plugin makes (@pulumi/eks 4.3.0 sends none), but always those of
 * the component's children, which are of these types.
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
