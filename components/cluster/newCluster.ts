import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { awsCaller } from "../account/caller.ts";
import { newClusterDefaults, type NewClusterSettings } from "@pmp/model";
import type { Tags } from "../tags.ts";
import type { Cluster, ClusterArgs } from "./cluster.ts";
import { updateKubeconfigCommand } from "./kubeconfig.ts";
import { Network } from "./network.ts";
import { NodeGroup } from "./nodeGroup.ts";
import { unreachable } from "./unreachable.ts";

/** All that the control plane can log. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const CONTROL_PLANE_LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/**
 * A cluster with its network, for a team that has none: private nodes, an API endpoint that is private or narrowed, all
 * control-plane logs, secrets encrypted with a key of its own, access by access entries, NetworkPolicies that are enforced.
 */
export class NewCluster extends pulumi.ComponentResource implements Cluster {
  readonly clusterName: pulumi.Output<string>;
  readonly oidcIssuer: pulumi.Output<string>;
  readonly provider: kubernetes.Provider;
  readonly kubeconfigCommand: pulumi.Output<string>;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:cluster:NewCluster", name, {}, opts);
    const { account, tags, permissionsBoundary } = args;
    const settings = args.settings.new ?? newClusterDefaults();
    const network = new Network(`${name}-network`, { settings: settings.network, account, tags }, { parent: this });
    const cluster = this.#controlPlane(name, args, settings, network);
    const nodes = new NodeGroup(
      `${name}-nodes`,
      {
        settings: settings.nodes,
        cluster,
        subnetIds: network.privateSubnetIds,
        account,
        permissionsBoundary,
        tags,
      },
      { parent: this },
    );

    this.clusterName = cluster.kubeconfigJson.apply(() => args.settings.name);
    this.oidcIssuer = pulumi.interpolate`https://${cluster.oidcIssuer}`;
    this.provider = new kubernetes.Provider(
      `${name}-kubernetes`,
      { kubeconfig: cluster.kubeconfigJson, ...unreachable(args.settings) },
      // Pods need nodes: to start, and to be stopped in order before the nodes go.
      { parent: this, dependsOn: [nodes, ...this.#podIdentityAgent(name, args, nodes)] },
    );
    this.kubeconfigCommand = pulumi
      .all([this.clusterName, account.region])
      .apply(([clusterName, region]) => updateKubeconfigCommand({ clusterName, region, ...awsCaller() }));
    this.registerOutputs({ clusterName: this.clusterName, oidcIssuer: this.oidcIssuer });
  }

  #controlPlane(
    name: string,
    { settings: { name: clusterName }, account, tags }: ClusterArgs,
    settings: NewClusterSettings,
    network: Network,
  ): eks.Cluster {
    const { profile, roleArn } = awsCaller();
    const admin = pulumi.interpolate`arn:${account.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`;
    return new eks.Cluster(
      name,
      {
        name: clusterName,
        version: settings.version,
        vpcId: network.vpcId,
        privateSubnetIds: network.privateSubnetIds,
        publicSubnetIds: network.publicSubnetIds,
        nodeAssociatePublicIpAddress: false,
        endpointPrivateAccess: true,
        endpointPublicAccess: settings.publicAccessCidrs.length > 0,
        ...(settings.publicAccessCidrs.length > 0 && { publicAccessCidrs: settings.publicAccessCidrs }),
        enabledClusterLogTypes: CONTROL_PLANE_LOGS,
        encryptionConfigKeyArn: this.#secretsKey(name, clusterName, tags).arn,
        authenticationMode: "API",
        accessEntries: Object.fromEntries(
          settings.admins.map((principalArn, index) => [
            `admin-${index}`,
            {
              principalArn,
              accessPolicies: { admin: { policyArn: admin, accessScope: { type: "cluster" } } },
              tags,
            },
          ]),
        ),
        // The program makes its own provider, which needs no thumbprint.
        createOidcProvider: false,
        skipDefaultNodeGroup: true,
        skipDefaultSecurityGroups: true,
        // Without it the chart's NetworkPolicies would be accepted, and do nothing.
        vpcCniOptions: { enableNetworkPolicy: true },
        deletionProtection: settings.deletionProtection,
        providerCredentialOpts: {
          ...(profile !== undefined && { profileName: profile }),
          ...(roleArn !== undefined && { roleArn }),
        },
        clusterTags: tags,
        tags,
      },
      { parent: this, dependsOn: [this.#logGroup(name, clusterName, settings.logRetentionDays, tags)] },
    );
  }

  /** EKS makes this log group itself if it isn't there, and then keeps the logs for ever. */
  #logGroup(name: string, clusterName: string, retentionInDays: number, tags: Tags): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: `/aws/eks/${clusterName}/cluster`, retentionInDays, tags },
      { parent: this },
    );
  }

  #secretsKey(name: string, clusterName: string, tags: Tags): aws.kms.Key {
    const key = new aws.kms.Key(
      `${name}-secrets`,
      {
        description: `Secrets in the Kubernetes cluster ${clusterName}.`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        tags,
      },
      { parent: this },
    );
    new aws.kms.Alias(
      `${name}-secrets-alias`,
      { name: `alias/eks/${clusterName}`, targetKeyId: key.keyId },
      { parent: this },
    );
    return key;
  }

  #podIdentityAgent(name: string, { identity, tags }: ClusterArgs, nodes: NodeGroup): aws.eks.Addon[] {
    if (identity !== "podIdentity") return [];
    return [
      new aws.eks.Addon(
        `${name}-pod-identity-agent`,
        { clusterName: this.clusterName, addonName: "eks-pod-identity-agent", tags },
        { parent: this, dependsOn: [nodes] },
      ),
    ];
  }
}
