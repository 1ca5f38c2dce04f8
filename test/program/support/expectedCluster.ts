/** What mode `new` makes for the stack prod with no more than `mode: new`, written by hand from the settings' defaults. */
const TAGS = { "pulumi:project": "pmp-xray", "pulumi:stack": "prod", stage: "prod" };
const PRIVATE = ["subnet-private-a", "subnet-private-b", "subnet-private-c"];
const PUBLIC = ["subnet-public-a", "subnet-public-b", "subnet-public-c"];

const endpoint = (service: string, more: Readonly<Record<string, unknown>> = {}) => ({
  [`aws:ec2/vpcEndpoint:VpcEndpoint cluster-network-${service.replace(".", "-")}`]: {
    vpcId: "vpc-1",
    serviceName: `com.amazonaws.us-east-1.${service}`,
    vpcEndpointType: "Interface",
    privateDnsEnabled: true,
    subnetIds: PRIVATE,
    securityGroupIds: ["cluster-network-endpoints-id"],
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

export const NEW_CLUSTER = {
  "awsx:ec2:Vpc cluster-network": {
    cidrBlock: "10.0.0.0/16",
    numberOfAvailabilityZones: 3,
    natGateways: { strategy: "Single" },
    enableDnsSupport: true,
    enableDnsHostnames: true,
    subnetStrategy: "AutoMerge",
    subnetSpecs: [
      { type: "Public", tags: { ...TAGS, "kubernetes.io/role/elb": "1" } },
      { type: "Private", tags: { ...TAGS, "kubernetes.io/role/internal-elb": "1" } },
    ],
    tags: TAGS,
  },
  "aws:ec2/securityGroup:SecurityGroup cluster-network-endpoints": {
    description: "HTTPS from inside the VPC to the endpoints of AWS services.",
    vpcId: "vpc-1",
    ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/16"] }],
    egress: [],
    tags: TAGS,
  },
  ...endpoint("xray", {
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AgentsOfThisAccount",
          Effect: "Allow",
          Principal: "*",
          Action: [
            "xray:PutTraceSegments",
            "xray:PutTelemetryRecords",
            "xray:GetSamplingRules",
            "xray:GetSamplingTargets",
            "xray:GetSamplingStatisticSummaries",
          ],
          Resource: "*",
          Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } },
        },
      ],
    },
  }),
  ...endpoint("sts"),
  ...endpoint("logs"),
  ...endpoint("ecr.api"),
  ...endpoint("ecr.dkr"),
  ...endpoint("ec2"),
  ...endpoint("eks"),
  ...endpoint("eks-auth"),
  "aws:ec2/vpcEndpoint:VpcEndpoint cluster-network-s3": {
    vpcId: "vpc-1",
    serviceName: "com.amazonaws.us-east-1.s3",
    vpcEndpointType: "Gateway",
    routeTableIds: [],
    tags: TAGS,
  },
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
    vpcId: "vpc-1",
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
    ignoreScalingChanges: true,
    launchTemplate: { id: "cluster-nodes-template-id", version: "7" },
    tags: TAGS,
  },
};
