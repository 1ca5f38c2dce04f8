import type { ProviderArgs } from "@pulumi/kubernetes";
import type { Settings } from "@pmp/model";

/**
 * What lets a destroy go on when the cluster is gone already: objects that can't be reached are taken for deleted.
 * Given only when it is on, so that switching it is a visible change of the provider.
 * https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/
 */
export function unreachable({ deleteUnreachable }: Settings["cluster"]): Pick<ProviderArgs, "deleteUnreachable"> {
  return deleteUnreachable ? { deleteUnreachable } : {};
}
