import { list, record } from "../../kit/read.ts";
import type { Resource } from "../../kit/resource.ts";

/** The cluster of AWS's provider, and Pulumi's component around it, which has some of the same as inputs of its own. */
export const EKS_CLUSTER = "aws:eks/cluster:Cluster";
export const EKS_COMPONENT = "eks:index:Cluster";
export const CLUSTERS = [EKS_CLUSTER, EKS_COMPONENT];

/** Where the API endpoint's settings are, and the path to them. */
export function endpoint({ type, props }: Resource): {
  readonly path: string;
  readonly given: Readonly<Record<string, unknown>>;
} {
  return type === EKS_CLUSTER ? { path: "vpcConfig.", given: record(props.vpcConfig) } : { path: "", given: props };
}

/** Whether Kubernetes secrets are encrypted with a key of one's own. */
export function encryptsSecrets({ type, props }: Resource): boolean {
  if (type === EKS_COMPONENT)
    return props.encryptionConfigKeyArn !== undefined && props.encryptionConfigKeyArn !== null;
  return list(record(props.encryptionConfig).resources).includes("secrets");
}
