import type { ProviderArgs } from "@pulumi/kubernetes";

/**
 * How the Kubernetes provider updates and deletes objects, in both kinds of cluster.
 *
 * - A ConfigMap is updated in place, so that a changed rate never leaves a moment without one. This holds only together with the
 *   chart's `config.kubernetes.io/depends-on`: without that order, new pods could read the old content and keep it.
 * - A field that somebody else set, such as the number of pods that an autoscaler or `kubectl scale` left, is overwritten. Without
 *   that, switching autoscaling off would fail for ever.
 *
 * Not upsertExistingObjects: it would take over, and with `pulumi destroy` delete, a namespace or an object that belongs to somebody
 * else. docs/upgrading.md says how to set it for the one run that repairs a killed one.
 * https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/
 *
 * @param deleteUnreachable a destroy treats objects of a cluster that can't be reached as deleted. Passed on only when it is true,
 *   so that switching it is a visible change of the provider.
 */
export function providerOptions(deleteUnreachable = false) {
  return {
    enableConfigMapMutable: true,
    enablePatchForce: true,
    ...(deleteUnreachable && { deleteUnreachable }),
  } as const satisfies ProviderArgs;
}
