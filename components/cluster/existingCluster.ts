import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { eksKubeconfig } from "./kubeconfig.ts";

export interface ExistingClusterArgs {
  /** Name of the cluster in EKS. */
  readonly name: string;
  /** The cluster's region. */
  readonly region: pulumi.Input<string>;
  /** The cluster's OIDC issuer. Default: what EKS says. */
  readonly oidcIssuer?: string | undefined;
  /** Text of a kubeconfig, or a path to one. Default: the user's own where a context is given, else what EKS says. */
  readonly kubeconfig?: string | undefined;
  /** A context of the kubeconfig. Default: its current one. */
  readonly kubeContext?: string | undefined;
}

/** Access to a cluster that exists. Nothing of the cluster itself is changed, and EKS is asked only for what isn't given. */
export class ExistingCluster extends pulumi.ComponentResource {
  /** The cluster's OIDC issuer, an https URL. */
  readonly oidcIssuer: pulumi.Output<string>;
  /** For whatever goes into the cluster. */
  readonly provider: kubernetes.Provider;

  constructor(name: string, args: ExistingClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:cluster:ExistingCluster", name, {}, opts);
    // Asked at most once, and only when something isn't given.
    let answer: pulumi.Output<aws.eks.GetClusterResult> | undefined;
    const eks = () => (answer ??= aws.eks.getClusterOutput({ name: args.name }, { parent: this }));

    this.oidcIssuer = args.oidcIssuer === undefined ? eks().apply(issuerOf) : pulumi.output(args.oidcIssuer);
    this.provider = new kubernetes.Provider(`${name}-kubernetes`, access(args, eks), { parent: this });
    this.registerOutputs({ oidcIssuer: this.oidcIssuer });
  }
}

function access(
  args: ExistingClusterArgs,
  eks: () => pulumi.Output<aws.eks.GetClusterResult>,
): kubernetes.ProviderArgs {
  const context = args.kubeContext === undefined ? {} : { context: args.kubeContext };
  if (args.kubeconfig !== undefined) return { kubeconfig: pulumi.secret(args.kubeconfig), ...context };
  if (args.kubeContext !== undefined) return context;
  const profile = new pulumi.Config("aws").get("profile");
  return {
    kubeconfig: pulumi.all([eks(), args.region]).apply(([cluster, region]) =>
      eksKubeconfig({
        clusterName: cluster.name,
        endpoint: cluster.endpoint,
        certificateAuthority: cluster.certificateAuthorities[0]?.data ?? "",
        region,
        profile,
      }),
    ),
  };
}

function issuerOf(cluster: aws.eks.GetClusterResult): string {
  const issuer = cluster.identities[0]?.oidcs[0]?.issuer;
  if (issuer !== undefined) return issuer;
  throw new pulumi.RunError(
    `EKS names no OIDC issuer for the cluster ${cluster.name}. ` +
      "If it isn't in EKS, give it: pulumi config set --path 'pmp-xray:cluster.oidcIssuer' 'https://…'",
  );
}
