import { NEW_NETWORK, PRIVATE, PUBLIC, TAGS } from "./expected-network.ts";

const addon = (name: string, addonName: string, more: Readonly<Record<string, unknown>>) => ({
  [`aws:eks/addon:Addon ${name}`]: {
    clusterName: "pmp-cluster",
    addonName,
    // The newest, as the mocked EKS names it.
    addonVersion: "v1.35.4-eksbuild.9",
    resolveConflictsOnCreate: "OVERWRITE",
    tags: TAGS,
    ...more,
  },
});

const attachment = (what: string, policy: string) => ({
  [`aws:iam/rolePolicyAttachment:RolePolicyAttachment cluster-nodes-${what}`]: {
    role: "cluster-nodes-role-name",
    policyArn: `arn:aws:iam::aws:policy/${policy}`,
  },
});

/**
 * What mode `new` makes for the stack prod with no more than `mode: new`, written by hand from the settings' defaults. Children
 * of the plugins' components are from the table of what their real code was seen to make.
 */
export const NEW_CLUSTER = {
  ...NEW_NETWORK,
  "aws:cloudwatch/logGroup:LogGroup cluster-logs": {
    name: "/aws/eks/pmp-cluster/cluster",
    retentionInDays: 90,
    tags: TAGS,
  },
  "aws:kms/key:Key cluster-secrets": {
    description: "Secrets in the Kubernetes cluster pmp-cluster.",
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    tags: TAGS,
  },
  "aws:kms/alias:Alias cluster-secrets-alias": { name: "alias/eks/pmp-cluster", targetKeyId: "cluster-secrets-key" },
  "eks:index:Cluster cluster": {
    name: "pmp-cluster",
    version: "1.35",
    vpcId: "cluster-network-id",
    privateSubnetIds: PRIVATE,
    publicSubnetIds: PUBLIC,
    nodeAssociatePublicIpAddress: false,
    endpointPrivateAccess: true,
    endpointPublicAccess: false,
    enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
    encryptionConfigKeyArn: "arn:aws:kms:us-east-1:123456789012:key/cluster-secrets",
    authenticationMode: "API",
    accessEntries: {},
    createOidcProvider: false,
    skipDefaultNodeGroup: true,
    skipDefaultSecurityGroups: true,
    // The last two are defaults of @pulumi/eks.
    vpcCniOptions: {
      enableNetworkPolicy: true,
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    },
    deletionProtection: false,
    providerCredentialOpts: {},
    clusterTags: TAGS,
    tags: TAGS,
  },
  "aws:iam/role:Role cluster-role": {
    description: "Allows EKS to manage clusters on your behalf.",
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ControlPlane",
          Effect: "Allow",
          Principal: { Service: "eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
        },
      ],
    },
    tags: TAGS,
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment cluster-role-policy": {
    role: "cluster-role-name",
    policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
  },
  "aws:eks/cluster:Cluster cluster-eksCluster": {
    name: "pmp-cluster",
    roleArn: "arn:aws:iam::123456789012:role/cluster-role-name",
    version: "1.35",
    bootstrapSelfManagedAddons: true,
    vpcConfig: {
      subnetIds: [...PUBLIC, ...PRIVATE],
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
    },
    enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
    encryptionConfig: {
      provider: { keyArn: "arn:aws:kms:us-east-1:123456789012:key/cluster-secrets" },
      resources: ["secrets"],
    },
    accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
    deletionProtection: false,
    tags: { ...TAGS, Name: "cluster-eksCluster" },
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule cluster-api-from-network": {
    description: "The Kubernetes API, from inside the VPC.",
    // The group that EKS makes; @pulumi/eks makes none.
    securityGroupId: "cluster-eksCluster-security-group",
    cidrIpv4: "10.0.0.0/16",
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    tags: TAGS,
  },
  ...addon("cluster-kube-proxy", "kube-proxy", { preserve: true, resolveConflictsOnUpdate: "OVERWRITE" }),
  "eks:index:VpcCniAddon cluster-vpc-cni": {},
  ...addon("cluster-vpc-cni", "vpc-cni", {
    preserve: true,
    resolveConflictsOnUpdate: "OVERWRITE",
    configurationValues: {
      // Text, as the add-on's schema has it.
      enableNetworkPolicy: "true",
      env: {
        AWS_VPC_ENI_MTU: "9001",
        AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "false",
        AWS_VPC_K8S_CNI_EXTERNALSNAT: "false",
        AWS_VPC_K8S_CNI_LOGLEVEL: "DEBUG",
        AWS_VPC_K8S_CNI_LOG_FILE: "/host/var/log/aws-routed-eni/ipamd.log",
        AWS_VPC_K8S_CNI_VETHPREFIX: "eni",
        AWS_VPC_K8S_PLUGIN_LOG_FILE: "/var/log/aws-routed-eni/plugin.log",
        AWS_VPC_K8S_PLUGIN_LOG_LEVEL: "DEBUG",
        ENABLE_POD_ENI: "false",
        WARM_ENI_TARGET: "1",
      },
      init: { env: { DISABLE_TCP_EARLY_DEMUX: "false" } },
    },
  }),
  // Not of the component, which leaves it as EKS first installed it.
  ...addon("cluster-coredns", "coredns", { resolveConflictsOnUpdate: "PRESERVE" }),
  "aws:ec2/launchTemplate:LaunchTemplate cluster-nodes-template": {
    description: "Nodes with IMDSv2 only, hop limit 1, and an encrypted disk.",
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        ebs: { volumeSize: 50, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" },
      },
    ],
    tagSpecifications: [
      { resourceType: "instance", tags: TAGS },
      { resourceType: "volume", tags: TAGS },
    ],
    tags: TAGS,
  },
  "aws:iam/role:Role cluster-nodes-role": {
    description: "For the nodes themselves, not for pods.",
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [
        { Sid: "Nodes", Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    },
    tags: TAGS,
  },
  ...attachment("worker", "AmazonEKSWorkerNodePolicy"),
  ...attachment("cni", "AmazonEKS_CNI_Policy"),
  ...attachment("registry", "AmazonEC2ContainerRegistryPullOnly"),
  "eks:index:ManagedNodeGroup cluster-nodes": {
    subnetIds: PRIVATE,
    amiType: "AL2023_x86_64_STANDARD",
    instanceTypes: ["m7i.large"],
    scalingConfig: { minSize: 2, maxSize: 4, desiredSize: 2 },
    version: "1.35",
    launchTemplate: { id: "cluster-nodes-template-id", version: "7" },
    tags: TAGS,
  },
  "aws:eks/nodeGroup:NodeGroup cluster-nodes": {
    clusterName: "pmp-cluster",
    nodeRoleArn: "arn:aws:iam::123456789012:role/cluster-nodes-role-name",
    subnetIds: PRIVATE,
    amiType: "AL2023_x86_64_STANDARD",
    instanceTypes: ["m7i.large"],
    scalingConfig: { minSize: 2, maxSize: 4, desiredSize: 2 },
    version: "1.35",
    launchTemplate: { id: "cluster-nodes-template-id", version: "7" },
    tags: TAGS,
  },
};
