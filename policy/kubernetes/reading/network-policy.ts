import { record } from "../../kit/read.ts";
import type { KubernetesObject } from "../../kit/resource.ts";
import { isUnset, list } from "./fields.ts";
import { selects } from "./selector.ts";
import { inNamespaceOf, labelsOf, type Workload } from "./workload.ts";

/** NetworkPolicies that select the pods of a workload. */
export function networkPoliciesOf({ object, pod }: Workload, objects: readonly KubernetesObject[]): KubernetesObject[] {
  const labels = labelsOf(pod);
  return inNamespaceOf(object, objects, "NetworkPolicy").filter(({ content }) =>
    selects(record(content.spec).podSelector, labels),
  );
}

/**
 * Whether a NetworkPolicy limits traffic in a direction. Without policyTypes, it limits ingress, and egress if it has
 * egress rules. https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function limits({ content }: KubernetesObject, direction: string): boolean {
  const { policyTypes, egress } = record(content.spec);
  if (isUnset(policyTypes)) return direction === "Ingress" || list(egress).length > 0;
  return list(policyTypes).includes(direction);
}
