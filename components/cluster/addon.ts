import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";

export interface AddonArgs {
  readonly clusterName: pulumi.Input<string>;
  /** Its name in EKS: `coredns`, … */
  readonly addonName: string;
  /** The cluster's version of Kubernetes, like 1.35. */
  readonly kubernetesVersion: pulumi.Input<string>;
  /** The add-on's version. Default: the newest that goes with the cluster's version, asked in each run. */
  readonly version?: pulumi.Input<string> | undefined;
  readonly tags: Tags;
}

/**
 * An add-on that EKS runs on the nodes. An installation of the same name is taken over once; later changes to its
 * configuration are kept when it is updated.
 * https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html
 */
export function addon(
  name: string,
  args: AddonArgs,
  opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.Resource },
): aws.eks.Addon {
  const { clusterName, addonName, kubernetesVersion, tags } = args;
  const newest = () =>
    aws.eks.getAddonVersionOutput({ addonName, kubernetesVersion, mostRecent: true }, { parent: opts.parent }).version;
  return new aws.eks.Addon(
    name,
    {
      clusterName,
      addonName,
      addonVersion: args.version ?? newest(),
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "PRESERVE",
      tags,
    },
    opts,
  );
}
