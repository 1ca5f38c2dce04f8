import { kubernetesPolicy } from "../kit/policy.ts";

/**
 * API versions that no supported Kubernetes serves any more, and their replacements. All kinds of a group's version
 * unless kinds are listed. https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
const REMOVED: ReadonlyMap<string, string> = new Map([
  ["admissionregistration.k8s.io/v1beta1", "admissionregistration.k8s.io/v1"],
  ["apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1"],
  ["apiregistration.k8s.io/v1beta1", "apiregistration.k8s.io/v1"],
  ["apps/v1beta1", "apps/v1"],
  ["apps/v1beta2", "apps/v1"],
  ["authentication.k8s.io/v1beta1", "authentication.k8s.io/v1"],
  ["authorization.k8s.io/v1beta1", "authorization.k8s.io/v1"],
  ["autoscaling/v2beta1", "autoscaling/v2"],
  ["autoscaling/v2beta2", "autoscaling/v2"],
  ["batch/v1beta1", "batch/v1"],
  ["batch/v2alpha1", "batch/v1"],
  ["certificates.k8s.io/v1beta1", "certificates.k8s.io/v1"],
  ["coordination.k8s.io/v1beta1", "coordination.k8s.io/v1"],
  ["discovery.k8s.io/v1beta1", "discovery.k8s.io/v1"],
  ["events.k8s.io/v1beta1", "events.k8s.io/v1"],
  ["extensions/v1beta1", "apps/v1 or networking.k8s.io/v1"],
  ["flowcontrol.apiserver.k8s.io/v1beta1", "flowcontrol.apiserver.k8s.io/v1"],
  ["flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1"],
  ["flowcontrol.apiserver.k8s.io/v1beta3", "flowcontrol.apiserver.k8s.io/v1"],
  ["networking.k8s.io/v1beta1 Ingress", "networking.k8s.io/v1"],
  ["networking.k8s.io/v1beta1 IngressClass", "networking.k8s.io/v1"],
  ["node.k8s.io/v1beta1", "node.k8s.io/v1"],
  ["policy/v1beta1", "policy/v1 (for a PodSecurityPolicy: Pod Security admission)"],
  ["rbac.authorization.k8s.io/v1alpha1", "rbac.authorization.k8s.io/v1"],
  ["rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1"],
  ["scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1"],
  ["storage.k8s.io/v1beta1 CSIDriver", "storage.k8s.io/v1"],
  ["storage.k8s.io/v1beta1 CSINode", "storage.k8s.io/v1"],
  ["storage.k8s.io/v1beta1 CSIStorageCapacity", "storage.k8s.io/v1"],
  ["storage.k8s.io/v1beta1 StorageClass", "storage.k8s.io/v1"],
  ["storage.k8s.io/v1beta1 VolumeAttachment", "storage.k8s.io/v1"],
]);

export const apiVersionServed = kubernetesPolicy({
  name: "api-version-served",
  title: "No object has an API version that Kubernetes no longer serves.",
  why: "The API server rejects it, and the update fails partway.",
  fix: "Use the API version that replaced it; the Kubernetes deprecation guide lists the changed fields.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [],
  *check({ apiVersion, kind }) {
    const instead = REMOVED.get(apiVersion) ?? REMOVED.get(`${apiVersion} ${kind}`);
    if (instead === undefined) return;
    yield { path: "apiVersion", message: `${apiVersion} is served no more; allowed: ${instead}.` };
  },
});
