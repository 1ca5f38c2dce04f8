import { createHash } from "node:crypto";
import { list, record, text } from "../../policy/kit/read.ts";
import { given, knownInputs, type Child, type Construction, type Values } from "./component.ts";

/**
 * What the plugin `eks` makes, read from its source at 4.3.0 and seen in runs of it under the real engine.
 * https://github.com/pulumi/pulumi-eks/tree/v4.3.0/nodejs/eks
 */
const OVERWRITE = { resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" };

const CLUSTER_INPUTS = [
  "name",
  "version",
  "vpcId",
  "privateSubnetIds",
  "publicSubnetIds",
  "nodeAssociatePublicIpAddress",
  "endpointPrivateAccess",
  "endpointPublicAccess",
  "publicAccessCidrs",
  "enabledClusterLogTypes",
  "encryptionConfigKeyArn",
  "authenticationMode",
  "accessEntries",
  "createOidcProvider",
  "skipDefaultNodeGroup",
  "skipDefaultSecurityGroups",
  "serviceRole",
  "kubeProxyAddonOptions",
  "vpcCniOptions",
  "deletionProtection",
  "providerCredentialOpts",
  "clusterTags",
  "tags",
];

/** cluster/cluster.ts, as far as a cluster without a node group, security group and OIDC provider of its own goes. */
export async function constructCluster(construction: Construction): Promise<Values> {
  knownInputs(construction, CLUSTER_INPUTS);
  const { name, inputs } = construction;
  for (const [key, value] of Object.entries({
    createOidcProvider: false,
    skipDefaultNodeGroup: true,
    skipDefaultSecurityGroups: true,
    authenticationMode: "API",
  })) {
    if (inputs[key] !== value) throw new Error(`offline/plugins knows ${key} ${String(value)} only`);
  }
  const cluster = await controlPlane(construction, await serviceRoleArn(construction));
  const { version: kubernetesVersion, name: clusterName } = cluster.state;
  const newest = (addonName: string) =>
    construction.ask("aws:eks/getAddonVersion:getAddonVersion", { addonName, kubernetesVersion, mostRecent: true })
      .version;
  const proxy = record(inputs.kubeProxyAddonOptions);
  await construction.make(
    "aws:eks/addon:Addon",
    `${name}-kube-proxy`,
    given({
      clusterName,
      addonName: "kube-proxy",
      addonVersion: proxy.version ?? newest("kube-proxy"),
      preserve: true,
      ...OVERWRITE,
      tags: inputs.tags,
    }),
  );
  await construction.make("pulumi:providers:kubernetes", `${name}-eks-k8s`, {
    kubeconfig: kubeconfig(cluster, record(inputs.providerCredentialOpts), true),
  });
  await accessEntries(construction, clusterName);
  const cni = record(inputs.vpcCniOptions);
  const component = await construction.make("eks:index:VpcCniAddon", `${name}-vpc-cni`, {}, { custom: false });
  await construction.make(
    "aws:eks/addon:Addon",
    `${name}-vpc-cni`,
    given({
      clusterName,
      addonName: "vpc-cni",
      addonVersion: cni.addonVersion ?? newest("vpc-cni"),
      preserve: true,
      ...OVERWRITE,
      configurationValues: JSON.stringify({
        enableNetworkPolicy: cni.enableNetworkPolicy === true ? "true" : "false",
        env: CNI_ENV,
        init: { env: { DISABLE_TCP_EARLY_DEMUX: "false" } },
      }),
      tags: inputs.tags,
    }),
    { parent: component },
  );
  const issuer = text(record(list(record(list(cluster.state.identities)[0]).oidcs)[0]).issuer) ?? "";
  return {
    eksCluster: cluster.reference,
    // Without the profile, so that others can use it too: cluster.ts, genKubeconfig.
    kubeconfigJson: kubeconfig(cluster, record(inputs.providerCredentialOpts), false),
    oidcIssuer: issuer.replace("https://", ""),
    oidcProviderUrl: issuer,
    clusterSecurityGroupId: record(cluster.state.vpcConfig).clusterSecurityGroupId,
  };
}

/** addons/cni-addon.ts, computeEnv. */
const CNI_ENV = {
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
};

/** servicerole.ts: without a role that is given, the component makes one, which has no permissions boundary. */
async function serviceRoleArn(construction: Construction): Promise<unknown> {
  const { name, inputs } = construction;
  if (inputs.serviceRole !== undefined) return construction.stateOf(inputs.serviceRole).arn;
  const parent = await construction.make("eks:index:ServiceRole", `${name}-eksRole`, {}, { custom: false });
  const role = await construction.make(
    "aws:iam/role:Role",
    `${name}-eksRole-role`,
    given({
      description: "Allows EKS to manage clusters on your behalf.",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Effect: "Allow",
            Principal: { Service: ["eks.amazonaws.com"] },
          },
        ],
      }),
      tags: inputs.tags,
    }),
    { parent },
  );
  const { partition } = construction.ask("aws:index/getPartition:getPartition", {});
  const hash = createHash("sha1").update("arn:aws:iam::aws:policy/AmazonEKSClusterPolicy").digest("hex").slice(0, 8);
  await construction.make(
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    `${name}-eksRole-${hash}`,
    { role: role.state.name, policyArn: `arn:${String(partition)}:iam::aws:policy/AmazonEKSClusterPolicy` },
    { parent },
  );
  return role.state.arn;
}

async function controlPlane({ name, inputs, make }: Construction, roleArn: unknown): Promise<Child> {
  if (inputs.publicAccessCidrs !== undefined && inputs.endpointPublicAccess === false) {
    throw new Error("`publicAccessCidrs` can only be set when `endpointPublicAccess` is true");
  }
  return await make(
    "aws:eks/cluster:Cluster",
    `${name}-eksCluster`,
    given({
      name: inputs.name,
      roleArn,
      bootstrapSelfManagedAddons: true,
      vpcConfig: given({
        subnetIds: [...list(inputs.publicSubnetIds), ...list(inputs.privateSubnetIds)],
        endpointPrivateAccess: inputs.endpointPrivateAccess,
        endpointPublicAccess: inputs.endpointPublicAccess,
        publicAccessCidrs: inputs.publicAccessCidrs,
      }),
      version: inputs.version,
      enabledClusterLogTypes: inputs.enabledClusterLogTypes,
      tags: { Name: `${name}-eksCluster`, ...record(inputs.clusterTags), ...record(inputs.tags) },
      encryptionConfig:
        inputs.encryptionConfigKeyArn === undefined
          ? undefined
          : { provider: { keyArn: inputs.encryptionConfigKeyArn }, resources: ["secrets"] },
      accessConfig: {
        authenticationMode: inputs.authenticationMode,
        bootstrapClusterCreatorAdminPermissions: true,
      },
      deletionProtection: inputs.deletionProtection,
    }),
  );
}

async function accessEntries({ name, inputs, make }: Construction, clusterName: unknown): Promise<void> {
  for (const [key, value] of Object.entries(record(inputs.accessEntries))) {
    const { principalArn, tags, accessPolicies } = record(value);
    const parent = await make("aws:eks/accessEntry:AccessEntry", `${name}-${key}`, { clusterName, principalArn, tags });
    for (const [policy, association] of Object.entries(record(accessPolicies))) {
      const { accessScope, policyArn } = record(association);
      await make(
        "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        `${name}-${key}-${policy}`,
        { accessScope, principalArn, policyArn, clusterName },
        { parent },
      );
    }
  }
}

/** cluster/cluster.ts, generateKubeconfig. */
function kubeconfig({ state }: Child, { profileName, roleArn }: Values, useProfile: boolean): string {
  return JSON.stringify({
    apiVersion: "v1",
    clusters: [
      {
        cluster: {
          server: state.endpoint,
          "certificate-authority-data": record(state.certificateAuthority).data,
        },
        name: "kubernetes",
      },
    ],
    contexts: [{ context: { cluster: "kubernetes", user: "aws" }, name: "aws" }],
    "current-context": "aws",
    kind: "Config",
    users: [
      {
        name: "aws",
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: [
              ...["--region", text(state.arn)?.split(":")[3], "eks", "get-token"],
              ...["--cluster-name", state.name, "--output", "json"],
              ...(roleArn === undefined ? [] : ["--role", roleArn]),
              ...(useProfile && profileName !== undefined ? ["--profile", profileName] : []),
            ],
            env: [
              {
                name: "KUBERNETES_EXEC_INFO",
                value: '{"apiVersion": "client.authentication.k8s.io/v1beta1"}',
              },
            ],
          },
        },
      },
    ],
  });
}
