import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { awsCaller } from "../account/caller.ts";
import { toJson } from "../iam/document.ts";
import type { Tags } from "../tags.ts";
import { addon } from "./addon.ts";
import { adminEntries, warnOfCaller } from "./admins.ts";
import type { Cluster } from "./cluster.ts";
import { controlPlaneRole } from "./control-plane-role.ts";
import { eksKubeconfig } from "./kubeconfig.ts";
import { Network, type NetworkArgs } from "./network.ts";
import { NodeGroup, type NodesArgs } from "./node-group.ts";
import { providerOptions } from "./provider-options.ts";
import { xrayEndpointPolicy } from "./xray-endpoint-policy.ts";

/** All logs that the control plane has. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const CONTROL_PLANE_LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/**
 * AWS services that nodes without a public address call, besides X-Ray: to start, pull from ECR, write logs and
 * exchange tokens, also without a NAT gateway. ECR keeps image layers in S3.
 * https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
 */
const NODES_NEED = ["sts", "logs", "ecr.api", "ecr.dkr", "ec2", "eks", "eks-auth"];

export interface NewClusterArgs extends Pick<NetworkArgs, "cidr" | "availabilityZones" | "natGateways"> {
  /** Name in EKS: 1 to 100 letters, digits, - and _, unique in the account and region. Can't be changed later. */
  readonly clusterName: pulumi.Input<string>;
  /** Kubernetes version, like 1.35. */
  readonly version: pulumi.Input<string>;
  /**
   * Public IPv4 blocks that may reach the Kubernetes API. The list is plain, because an empty one closes the public endpoint. Default:
   * none; the API can be reached from inside the VPC only.
   */
  readonly publicAccessCidrs?: readonly pulumi.Input<string>[];
  /**
   * ARNs of IAM roles or users that administer the cluster, besides the one that makes it. Plain, because they become part of the
   * resources' names. Default: none.
   */
  readonly admins?: readonly string[];
  /** The cluster can't be deleted. Plain, because Pulumi refuses it too (`protect`). Default: false. */
  readonly deletionProtection?: boolean;
  /** Days for which the control plane's logs are kept: a number that CloudWatch Logs knows. */
  readonly logRetentionDays: pulumi.Input<number>;
  readonly nodes: NodesArgs;
  /** Versions of the add-ons. Default of each: the newest that goes with the cluster's version, asked in each run. */
  readonly addons?: AddonVersions;
  /** Installs the add-on that Pod Identity needs. Default: false. */
  readonly podIdentity?: boolean;
  /** Other accounts whose principals may use X-Ray's VPC endpoint, twelve digits each. Default: none. */
  readonly xrayAccountIds?: readonly pulumi.Input<string>[];
  /** ARN of a policy that bounds the roles of the control plane and the nodes. Default: none. */
  readonly permissionsBoundary?: pulumi.Input<string> | undefined;
  /** `pulumi destroy` removes objects of an unreachable cluster from the state. Default: false. */
  readonly deleteUnreachable?: boolean;
  readonly region: pulumi.Input<string>;
  readonly partition: pulumi.Input<string>;
  /** Ending of AWS's own names in the partition: amazonaws.com, or amazonaws.com.cn. */
  readonly dnsSuffix: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
  /** ARN of the identity that deploys: a warning says when it is among the admins. */
  readonly callerArn: pulumi.Input<string>;
  /** Default: none. */
  readonly tags?: Tags;
}

export interface AddonVersions {
  /** Like v1.21.1-eksbuild.1. */
  readonly vpcCni?: pulumi.Input<string>;
  readonly kubeProxy?: pulumi.Input<string>;
  readonly coredns?: pulumi.Input<string>;
  readonly podIdentityAgent?: pulumi.Input<string>;
}

/**
 * A cluster with its network, for a team that has none: private nodes, an API endpoint that is private or narrowed, all
 * control-plane logs, secrets encrypted with a key of its own, access by access entries, NetworkPolicies that are enforced.
 */
export class NewCluster extends pulumi.ComponentResource implements Cluster {
  readonly clusterName: pulumi.Output<string>;
  readonly oidcIssuer: pulumi.Output<string>;
  readonly provider: kubernetes.Provider;

  constructor(name: string, args: NewClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:cluster:NewCluster", name, {}, opts);
    const { version, partition, dnsSuffix, permissionsBoundary, tags = {} } = args;
    const network = this.#network(name, args);
    const cluster = this.#controlPlane(name, args, network);
    const nodes = new NodeGroup(
      `${name}-nodes`,
      {
        ...args.nodes,
        cluster,
        subnetIds: network.privateSubnetIds,
        kubernetesVersion: version,
        partition,
        dnsSuffix,
        permissionsBoundary,
        tags,
      },
      { parent: this },
    );

    this.clusterName = cluster.eksCluster.name;
    this.oidcIssuer = pulumi.interpolate`https://${cluster.oidcIssuer}`;
    const addons = this.#addons(name, args, nodes);
    this.provider = new kubernetes.Provider(
      `${name}-kubernetes`,
      { kubeconfig: kubeconfig(cluster, args), ...providerOptions(args.deleteUnreachable) },
      // The cluster's component is done once the API answers. Pods need nodes: to start, and to be stopped in order before the nodes
      // are deleted.
      { parent: this, dependsOn: [cluster, nodes, ...addons, this.#apiFromNetwork(name, cluster, args)] },
    );
    warnOfCaller(args.admins ?? [], args.callerArn, this);
    this.registerOutputs({ clusterName: this.clusterName, oidcIssuer: this.oidcIssuer });
  }

  #network(name: string, args: NewClusterArgs): Network {
    const { accountId, xrayAccountIds = [] } = args;
    const policy = pulumi.all([accountId, ...xrayAccountIds]).apply((ids) => toJson(xrayEndpointPolicy(ids)));
    return new Network(
      `${name}-network`,
      {
        cidr: args.cidr,
        availabilityZones: args.availabilityZones,
        natGateways: args.natGateways,
        interfaceEndpoints: [{ service: "xray", policy }, ...NODES_NEED.map((service) => ({ service }))],
        gatewayEndpoints: ["s3"],
        // Kubernetes finds the subnets for load balancers by these tags.
        publicSubnetTags: { "kubernetes.io/role/elb": "1" },
        privateSubnetTags: { "kubernetes.io/role/internal-elb": "1" },
        region: args.region,
        tags: args.tags ?? {},
      },
      { parent: this },
    );
  }

  #controlPlane(name: string, args: NewClusterArgs, network: Network): eks.Cluster {
    const { clusterName, publicAccessCidrs = [], deletionProtection = false, addons = {}, tags = {} } = args;
    const { profile, roleArn } = awsCaller();
    const { role, attachment } = controlPlaneRole(name, { ...args, tags }, this);
    return new eks.Cluster(
      name,
      {
        name: clusterName,
        version: args.version,
        serviceRole: role,
        vpcId: network.vpcId,
        privateSubnetIds: network.privateSubnetIds,
        publicSubnetIds: network.publicSubnetIds,
        nodeAssociatePublicIpAddress: false,
        endpointPrivateAccess: true,
        endpointPublicAccess: publicAccessCidrs.length > 0,
        ...(publicAccessCidrs.length > 0 && { publicAccessCidrs: [...publicAccessCidrs] }),
        enabledClusterLogTypes: CONTROL_PLANE_LOGS,
        encryptionConfigKeyArn: this.#secretsKey(name, args).arn,
        authenticationMode: "API",
        accessEntries: adminEntries(args.admins ?? [], args.partition, tags),
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
        deletionProtection,
        providerCredentialOpts: {
          ...(profile !== undefined && { profileName: profile }),
          ...(roleArn !== undefined && { roleArn }),
        },
        clusterTags: tags,
        tags,
      },
      {
        parent: this,
        // EKS itself would refuse only after most of what runs in the cluster is deleted; so the preview of a destroy refuses.
        protect: deletionProtection,
        dependsOn: [attachment, this.#logGroup(name, args)],
      },
    );
  }

  /**
   * Lets machines in the network reach the private endpoint of the API: without it, the cluster's security group allows only
   * its members.
   * https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
   */
  #apiFromNetwork(name: string, cluster: eks.Cluster, { cidr, tags = {} }: NewClusterArgs): pulumi.Resource {
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

  /** EKS makes this log group itself if it doesn't exist, and then keeps the logs for ever. */
  #logGroup(name: string, { clusterName, logRetentionDays, tags = {} }: NewClusterArgs): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: pulumi.interpolate`/aws/eks/${clusterName}/cluster`, retentionInDays: logRetentionDays, tags },
      { parent: this },
    );
  }

  #secretsKey(name: string, { clusterName, tags = {} }: NewClusterArgs): aws.kms.Key {
    const key = new aws.kms.Key(
      `${name}-secrets`,
      {
        description: pulumi.interpolate`Secrets in the Kubernetes cluster ${clusterName}.`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        tags,
      },
      { parent: this },
    );
    new aws.kms.Alias(
      `${name}-secrets-alias`,
      { name: pulumi.interpolate`alias/eks/${clusterName}`, targetKeyId: key.keyId },
      { parent: this },
    );
    return key;
  }

  /**
   * @pulumi/eks leaves CoreDNS as EKS first installed it, for ever, where it makes no node group itself. Add-ons that run on
   * nodes become active only once there are some.
   */
  #addons(name: string, args: NewClusterArgs, nodes: NodeGroup): aws.eks.Addon[] {
    const { version: kubernetesVersion, addons = {}, podIdentity = false, tags = {} } = args;
    const make = (suffix: string, addonName: string, version: pulumi.Input<string> | undefined) =>
      addon(
        `${name}-${suffix}`,
        { clusterName: this.clusterName, addonName, kubernetesVersion, version, tags },
        { parent: this, dependsOn: [nodes] },
      );
    return [
      make("coredns", "coredns", addons.coredns),
      ...(podIdentity ? [make("pod-identity-agent", "eks-pod-identity-agent", addons.podIdentityAgent)] : []),
    ];
  }
}

/**
 * Reaches the cluster as the stack's own AWS provider reaches AWS. The kubeconfig that @pulumi/eks makes can't be used: it leaves the
 * profile out.
 */
function kubeconfig({ eksCluster }: eks.Cluster, args: NewClusterArgs): pulumi.Output<string> {
  const { name, endpoint, certificateAuthority } = eksCluster;
  return pulumi
    .output({ clusterName: name, endpoint, certificateAuthority: certificateAuthority.data, region: args.region })
    .apply((access) => eksKubeconfig({ ...access, ...awsCaller() }));
}
