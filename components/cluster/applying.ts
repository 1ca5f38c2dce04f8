import type { ProviderArgs } from "@pulumi/kubernetes";

/**
 * How the Kubernetes provider changes what is there, in both kinds of cluster.
 *
 * - A ConfigMap is updated in place, so that a changed rate never leaves a moment without one. This holds only together with the
 *   chart's `config.kubernetes.io/depends-on`: without that order, new pods could read the old content and keep it.
 * - A field that somebody else set, such as the number of pods that an autoscaler or `kubectl scale` left, is taken back. Without
 *   that, switching autoscaling off would fail for ever.
 *
 * Not upsertExistingObjects: it would take over, and with `pulumi destroy` delete, a namespace or an object that belongs to somebody
 * else. docs/upgrading.md says how to set it for the one run that repairs a killed one.
 * https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/
 */
export const applying = {
  enableConfigMapMutable: true,
  enablePatchForce: true,
} as const satisfies ProviderArgs;
