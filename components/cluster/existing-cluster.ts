import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster, ClusterArgs } from "./cluster.ts";
import { applying } from "./applying.ts";
import { unreachable } from "./unreachable.ts";
import { awsCaller } from "../account/caller.ts";
import { eksKubeconfig, updateKubeconfigCommand } from "./kubeconfig.ts";

type Eks = pulumi.Output<aws.eks.GetClusterResult>;

/**
 * Access to a cluster that exists. Nothing of the cluster itself is changed, and EKS is asked only for what the settings
 * don't say: a cluster whose issuer and kubeconfig are given may be anywhere.
 */
export class ExistingCluster extends pulumi.ComponentResource implements Cluster {
  readonly clusterName: pulumi.Output<string>;
  readonly oidcIssuer: pulumi.Output<string>;
  readonly provider: kubernetes.Provider;
  readonly kubeconfigCommand: pulumi.Output<string>;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:cluster:ExistingCluster", name, {}, opts);
    const { settings } = args;
    // Asked at most once.
    let answer: Eks | undefined;
    const eks = (): Eks => (answer ??= this.#askEks(name, args));

    this.clusterName = pulumi.output(args.clusterName);
    this.oidcIssuer = settings.oidcIssuer === undefined ? eks().apply(issuerOf) : pulumi.output(settings.oidcIssuer);
    this.provider = new kubernetes.Provider(
      `${name}-kubernetes`,
      { ...access(args, eks), ...applying, ...unreachable(settings) },
      { parent: this },
    );
    this.kubeconfigCommand = kubeconfigCommand(args);
    this.registerOutputs({ clusterName: this.clusterName, oidcIssuer: this.oidcIssuer });
  }

  #askEks(name: string, { clusterName, settings, account }: ClusterArgs): Eks {
    if (settings.roleArn === undefined) return aws.eks.getClusterOutput({ name: clusterName }, { parent: this });
    const provider = new aws.Provider(
      `${name}-account`,
      { region: account.region, assumeRoles: [{ roleArn: settings.roleArn }] },
      { parent: this },
    );
    return aws.eks.getClusterOutput({ name: clusterName }, { parent: this, provider });
  }
}

/** A Kubernetes provider by what the settings give, else by what EKS says. */
function access({ settings, account }: ClusterArgs, eks: () => Eks): kubernetes.ProviderArgs {
  const context = settings.kubeContext === undefined ? {} : { context: settings.kubeContext };
  if (settings.kubeconfig !== undefined) return { kubeconfig: pulumi.secret(settings.kubeconfig), ...context };
  if (settings.kubeContext !== undefined) return context;
  return {
    kubeconfig: pulumi.all([eks(), account.region]).apply(([cluster, region]) =>
      eksKubeconfig({
        clusterName: cluster.name,
        endpoint: cluster.endpoint,
        certificateAuthority: cluster.certificateAuthorities[0]?.data ?? "",
        region,
        ...awsCaller(settings.roleArn),
      }),
    ),
  };
}

function kubeconfigCommand({ clusterName, settings, account }: ClusterArgs): pulumi.Output<string> {
  const { kubeContext, kubeconfig, roleArn } = settings;
  if (kubeContext !== undefined) return pulumi.output(`kubectl config use-context ${kubeContext}`);
  if (kubeconfig !== undefined) {
    const get = "pulumi config get --path 'pmp-xray:cluster.kubeconfig'";
    const isPath = !/[\n{]/.test(kubeconfig);
    return pulumi.output(
      isPath ? `export KUBECONFIG="$(${get})"` : `${get} > kubeconfig && export KUBECONFIG=$PWD/kubeconfig`,
    );
  }
  return account.region.apply((region) => updateKubeconfigCommand({ clusterName, region, ...awsCaller(roleArn) }));
}

function issuerOf(cluster: aws.eks.GetClusterResult): string {
  const issuer = cluster.identities[0]?.oidcs[0]?.issuer;
  if (issuer !== undefined) return issuer;
  throw new pulumi.RunError(
    `EKS names no OIDC issuer for the cluster ${cluster.name}. ` +
      "If it isn't in EKS, give it: pulumi config set --path 'pmp-xray:cluster.oidcIssuer' 'https://…'",
  );
}
