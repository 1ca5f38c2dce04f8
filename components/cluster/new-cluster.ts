import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { awsCaller } from "../account/caller.ts";
import { newClusterDefaults, type NewClusterSettings } from "@pmp/model";
import { toJson } from "../iam/document.ts";
import type { Tags } from "../tags.ts";
import { addon } from "./addon.ts";
import { adminEntries, warnOfCaller } from "./admins.ts";
import type { Cluster, ClusterArgs } from "./cluster.ts";
import { controlPlaneRole } from "./control-plane-role.ts";
import { applying } from "./applying.ts";
import { eksKubeconfig, updateKubeconfigCommand } from "./kubeconfig.ts";
import { Network } from "./network.ts";
import { NodeGroup } from "./node-group.ts";
import { unreachable } from "./unreachable.ts";
import { xrayEndpointPolicy } from "./xray-endpoint-policy.ts";

/** All that the control plane can log. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const CONTROL_PLANE_LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/**
 * What nodes without a public address talk to inside AWS, besides X-Ray: so that they start, pull from ECR, write logs and
 * exchange tokens, also with no NAT gateway. ECR keeps image layers in S3.
 * https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
 */
const NODES_NEED = ["sts", "logs", "ecr.api", "ecr.dkr", "ec2", "eks", "eks-auth"];

export interface NewClusterArgs extends ClusterArgs {
  /** Names of the zones of the network. */
  readonly availabilityZones: readonly string[];
}

/**
 * A cluster with its network, for a team that has none: private nodes, an API endpoint that is private or narrowed, all
 * control-plane logs, secrets encrypted with a key of its own, access by access entries, NetworkPolicies that are enforced.
 */
export class NewCluster extends pulumi.ComponentResource implements Cluster {
  readonly clusterName: pulumi.Output<string>;
  readonly oidcIssuer: pulumi.Output<string>;
  readonly provider: kubernetes.Provider;
  readonly kubeconfigCommand: pulumi.Output<string>;

  constructor(name: string, args: NewClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:cluster:NewCluster", name, {}, opts);
    const { account, tags, permissionsBoundary } = args;
    const settings = args.settings.new ?? newClusterDefaults();
    const network = this.#network(name, args, settings.network);
    const cluster = this.#controlPlane(name, args, settings, network);
    const nodes = new NodeGroup(
      `${name}-nodes`,
      {
        settings: settings.nodes,
        cluster,
        subnetIds: network.privateSubnetIds,
        kubernetesVersion: settings.version,
        account,
        permissionsBoundary,
        tags,
      },
      { parent: this },
    );

    this.clusterName = cluster.eksCluster.name;
    this.oidcIssuer = pulumi.interpolate`https://${cluster.oidcIssuer}`;
    const addons = this.#addons(name, args, settings, nodes);
    this.provider = new kubernetes.Provider(
      `${name}-kubernetes`,
      { kubeconfig: kubeconfig(cluster, args), ...applying, ...unreachable(args.settings) },
      // Pods need nodes: to start, and to be stopped in order before the nodes go.
      { parent: this, dependsOn: [nodes, ...addons, this.#apiFromNetwork(name, cluster, settings.network.cidr, tags)] },
    );
    warnOfCaller(settings.admins, account, this);
    this.kubeconfigCommand = pulumi
      .all([this.clusterName, account.region])
      .apply(([clusterName, region]) => updateKubeconfigCommand({ clusterName, region, ...awsCaller() }));
    this.registerOutputs({ clusterName: this.clusterName, oidcIssuer: this.oidcIssuer });
  }

  #network(name: string, args: NewClusterArgs, settings: NewClusterSettings["network"]): Network {
    const { account, agentAssumesRoleArn, availabilityZones, tags } = args;
    // Who calls X-Ray from inside: everybody of this account, and the role that the agent takes, of whatever account it is.
    const others = agentAssumesRoleArn === undefined ? [] : [accountOf(agentAssumesRoleArn)];
    const policy = account.id.apply((id) => toJson(xrayEndpointPolicy([id, ...others])));
    return new Network(
      `${name}-network`,
      {
        cidr: settings.cidr,
        availabilityZones,
        natGateways: settings.natGateways,
        interfaceEndpoints: [{ service: "xray", policy }, ...NODES_NEED.map((service) => ({ service }))],
        gatewayEndpoints: ["s3"],
        // How Kubernetes finds the subnets for load balancers.
        publicSubnetTags: { "kubernetes.io/role/elb": "1" },
        privateSubnetTags: { "kubernetes.io/role/internal-elb": "1" },
        region: account.region,
        tags,
      },
      { parent: this },
    );
  }

  #controlPlane(name: string, args: ClusterArgs, settings: NewClusterSettings, network: Network): eks.Cluster {
    const { account, tags } = args;
    const { addons } = settings;
    const { clusterName } = args;
    const { profile, roleArn } = awsCaller();
    const { role, attachment } = controlPlaneRole(name, args, this);
    return new eks.Cluster(
      name,
      {
        name: clusterName,
        version: settings.version,
        serviceRole: role,
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
        accessEntries: adminEntries(settings.admins, account, tags),
        // The program makes its own provider, which needs no thumbprint.
        createOidcProvider: false,
        skipDefaultNodeGroup: true,
        skipDefaultSecurityGroups: true,
        // Without it the chart's NetworkPolicies would be accepted, and do nothing.
        vpcCniOptions: {
          enableNetworkPolicy: true,
          ...(addons.vpcCni !== undefined && { addonVersion: addons.vpcCni }),
        },
        ...(addons.kubeProxy !== undefined && { kubeProxyAddonOptions: { version: addons.kubeProxy } }),
        deletionProtection: settings.deletionProtection,
        providerCredentialOpts: {
          ...(profile !== undefined && { profileName: profile }),
          ...(roleArn !== undefined && { roleArn }),
        },
        clusterTags: tags,
        tags,
      },
      {
        parent: this,
        // EKS itself would refuse only when most of what runs in the cluster is gone; so the preview of a destroy refuses.
        protect: settings.deletionProtection,
        dependsOn: [attachment, this.#logGroup(name, clusterName, settings.logRetentionDays, tags)],
      },
    );
  }

  /**
   * Lets machines in the network reach the private endpoint of the API: by itself the cluster's security group lets in nobody
   * but its members.
   * https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
   */
  #apiFromNetwork(name: string, cluster: eks.Cluster, cidr: string, tags: Tags): pulumi.Resource {
    return new aws.vpc.SecurityGroupIngressRule(
      `${name}-api-from-network`,
      {
        description: "The Kubernetes API, from inside the VPC.",
        securityGroupId: cluster.clusterSecurityGroupId,
        cidrIpv4: cidr,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        tags,
      },
      { parent: this },
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

  /**
   * @pulumi/eks leaves CoreDNS as EKS first installed it, for ever, where it makes no node group itself. Add-ons that run on
   * nodes become active only once there are some.
   */
  #addons(
    name: string,
    { identity, tags }: ClusterArgs,
    { version: kubernetesVersion, addons }: NewClusterSettings,
    nodes: NodeGroup,
  ): aws.eks.Addon[] {
    const one = (suffix: string, addonName: string, version: string | undefined) =>
      addon(
        `${name}-${suffix}`,
        { clusterName: this.clusterName, addonName, kubernetesVersion, version, tags },
        { parent: this, dependsOn: [nodes] },
      );
    const coredns = one("coredns", "coredns", addons.coredns);
    if (identity !== "podIdentity") return [coredns];
    return [coredns, one("pod-identity-agent", "eks-pod-identity-agent", addons.podIdentityAgent)];
  }
}

/**
 * How the program reaches the cluster, as the stack's own AWS provider reaches AWS. The component's kubeconfig is no use for
 * that: the one that it gives out leaves the profile out. But it is known only once the API answers, so that is waited for.
 */
function kubeconfig({ eksCluster, kubeconfigJson }: eks.Cluster, { account }: ClusterArgs): pulumi.Output<string> {
  const { name, endpoint, certificateAuthority } = eksCluster;
  return pulumi
    .all([name, endpoint, certificateAuthority.data, account.region, kubeconfigJson])
    .apply(([clusterName, server, authority, region]) =>
      eksKubeconfig({
        clusterName,
        endpoint: server,
        certificateAuthority: authority,
        region,
        ...awsCaller(),
      }),
    );
}

/** The account in an ARN. */
function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}
