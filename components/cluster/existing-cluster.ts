import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./cluster.ts";
import { awsCaller } from "../account/caller.ts";
import { eksKubeconfig } from "./kubeconfig.ts";
import { providerOptions } from "./provider-options.ts";

type Eks = pulumi.Output<aws.eks.GetClusterResult>;

export interface ExistingClusterArgs {
  /** Name in EKS. */
  readonly clusterName: pulumi.Input<string>;
  /** The cluster's region. */
  readonly region: pulumi.Input<string>;
  /** OIDC issuer, an https URL. Default: read from EKS. */
  readonly oidcIssuer?: pulumi.Input<string> | undefined;
  /** Text of a kubeconfig, or a path to one; kept secret. Default: made from what EKS returns. */
  readonly kubeconfig?: pulumi.Input<string> | undefined;
  /** A context of that kubeconfig, or, without one, of the user's own. Default: the current one. */
  readonly kubeContext?: pulumi.Input<string> | undefined;
  /** ARN of a role to assume for everything about the cluster. Default: as the stack's AWS provider. */
  readonly roleArn?: pulumi.Input<string> | undefined;
  /**
   * `pulumi destroy` removes objects of an unreachable cluster from the state. Plain, because it is set only when it is true.
   * Default: false.
   */
  readonly deleteUnreachable?: boolean;
}

/**
 * Access to a cluster that exists. Nothing of the cluster itself is changed, and EKS is asked only for what the args
 * leave out: a cluster whose issuer and kubeconfig are given may be anywhere.
 */
export class ExistingCluster extends pulumi.ComponentResource implements Cluster {
  readonly clusterName: pulumi.Output<string>;
  readonly oidcIssuer: pulumi.Output<string>;
  readonly provider: kubernetes.Provider;

  constructor(name: string, args: ExistingClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:cluster:ExistingCluster", name, {}, opts);
    const { oidcIssuer, kubeContext } = args;
    // Asked at most once.
    let answer: Eks | undefined;
    const eks = (): Eks => (answer ??= this.#askEks(name, args));

    this.clusterName = pulumi.output(args.clusterName);
    this.oidcIssuer = oidcIssuer === undefined ? eks().apply(issuerOf) : pulumi.output(oidcIssuer);
    this.provider = new kubernetes.Provider(
      `${name}-kubernetes`,
      {
        ...kubeconfig(args, eks),
        ...(kubeContext !== undefined && { context: kubeContext }),
        ...providerOptions(args.deleteUnreachable),
      },
      { parent: this },
    );
    this.registerOutputs({ clusterName: this.clusterName, oidcIssuer: this.oidcIssuer });
  }

  #askEks(name: string, { clusterName, region, roleArn }: ExistingClusterArgs): Eks {
    if (roleArn === undefined) return aws.eks.getClusterOutput({ name: clusterName }, { parent: this });
    const provider = new aws.Provider(`${name}-account`, { region, assumeRoles: [{ roleArn }] }, { parent: this });
    return aws.eks.getClusterOutput({ name: clusterName }, { parent: this, provider });
  }
}

/** The given kubeconfig; without one and without a context, one made from what EKS returns. */
function kubeconfig(args: ExistingClusterArgs, eks: () => Eks): Pick<kubernetes.ProviderArgs, "kubeconfig"> {
  if (args.kubeconfig !== undefined) return { kubeconfig: pulumi.secret(args.kubeconfig) };
  if (args.kubeContext !== undefined) return {};
  return {
    kubeconfig: pulumi.all([eks(), args.region, args.roleArn]).apply(([cluster, region, roleArn]) =>
      eksKubeconfig({
        clusterName: cluster.name,
        endpoint: cluster.endpoint,
        certificateAuthority: cluster.certificateAuthorities[0]?.data ?? "",
        region,
        ...awsCaller(roleArn),
      }),
    ),
  };
}

function issuerOf(cluster: aws.eks.GetClusterResult): string {
  const issuer = cluster.identities[0]?.oidcs[0]?.issuer;
  if (issuer !== undefined) return issuer;
  throw new pulumi.RunError(
    `EKS returns no OIDC issuer for the cluster ${cluster.name}. ` +
      "If it isn't in EKS, give it: pulumi config set --path 'pmp-xray:cluster.oidcIssuer' 'https://…'",
  );
}
