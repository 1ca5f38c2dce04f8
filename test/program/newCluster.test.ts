import assert from "node:assert/strict";
import { evaluate, type Evaluation } from "../../offline/evaluate.ts";
import { one } from "./support/evaluate.ts";
import { NEW_CLUSTER } from "./support/expectedCluster.ts";
import { changes } from "./support/resources.ts";
import type { Overrides } from "../../offline/stackConfig.ts";

const NEW = { name: "pmp-cluster", mode: "new" };

async function withCluster(more: object = {}, overrides: Overrides = {}): Promise<Evaluation> {
  return await evaluate("prod", { overrides: { "pmp-xray:cluster": { ...NEW, ...more }, ...overrides } });
}

describe("a new cluster", () => {
  let existing: Evaluation;
  let made: Evaluation;
  before(async () => {
    existing = await evaluate("prod");
    made = await withCluster();
  });

  it("adds exactly these resources to what an existing cluster gets, and changes only how it is reached", () => {
    const { added, removed, changed } = changes(existing, made);
    const { "eks:index:ManagedNodeGroup cluster-nodes": nodes, ...rest } = added;
    const { "eks:index:ManagedNodeGroup cluster-nodes": expectedNodes, ...expected } = NEW_CLUSTER;
    assert.deepEqual(rest, expected);
    // References to the cluster and the role, whole resources in Pulumi's terms, are looked at below.
    const { cluster, nodeRole, ...plain } = nodes as Record<string, unknown>;
    assert.ok(cluster !== undefined && nodeRole !== undefined);
    assert.deepEqual(plain, expectedNodes);
    assert.deepEqual(removed, []);
    assert.deepEqual(Object.keys(changed), ["pulumi:providers:kubernetes cluster-kubernetes"]);
    assert.deepEqual(one(made, "pulumi:providers:kubernetes").inputs, { kubeconfig: '{"kind":"Config"}' });
  });

  it("asks EKS for nothing: there is nothing to ask before it is made", () => {
    assert.deepEqual([...new Set(made.calls.map(({ token }) => token))].sort(), [
      "aws:ec2/getVpcEndpointService:getVpcEndpointService",
      "aws:index/getCallerIdentity:getCallerIdentity",
      "aws:index/getPartition:getPartition",
      "aws:index/getRegion:getRegion",
    ]);
  });

  it("gives no node the right to write traces", () => {
    const attachments = made.resources.filter(({ type }) => type.endsWith(":RolePolicyAttachment"));
    const writers = attachments.filter(({ inputs }) => String(inputs.policyArn).includes("PMPXRay"));
    assert.deepEqual(
      writers.map(({ inputs }) => inputs.role),
      ["pmp-xray-daemon"],
    );
  });

  it("is taken down in turn: chart and namespace, nodes, cluster, network", () => {
    const provider = one(made, "pulumi:providers:kubernetes");
    const nodes = one(made, "eks:index:ManagedNodeGroup");
    const cluster = one(made, "eks:index:Cluster");
    const vpc = one(made, "awsx:ec2:Vpc");
    const logs = one(made, "aws:cloudwatch/logGroup:LogGroup");
    assert.equal(one(made, "kubernetes:helm.sh/v4:Chart").provider, provider.urn);
    assert.equal(one(made, "kubernetes:core/v1:Namespace").provider, provider.urn);
    assert.ok(provider.dependencies.includes(nodes.urn));
    assert.ok(provider.dependencies.includes(cluster.urn));
    assert.ok(nodes.dependencies.includes(cluster.urn));
    assert.ok(nodes.dependencies.includes(vpc.urn));
    assert.ok(cluster.dependencies.includes(vpc.urn));
    assert.ok(cluster.dependencies.includes(logs.urn));
    const oidc = one(made, "aws:iam/openIdConnectProvider:OpenIdConnectProvider");
    assert.ok(oidc.dependencies.includes(cluster.urn), "identity goes before the cluster");
  });

  it("opens its API to the blocks that are given, and to nobody else", async () => {
    const open = await withCluster({ new: { publicAccessCidrs: ["203.0.113.0/24"] } });
    assert.deepEqual(changes(made, open), {
      added: {},
      removed: [],
      changed: {
        "eks:index:Cluster cluster": { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] },
      },
    });
  });

  it("lets administrators in by access entries", async () => {
    const admin = "arn:aws:iam::123456789012:role/platform";
    const { changed } = changes(made, await withCluster({ new: { admins: [admin] } }));
    assert.deepEqual(Object.keys(changed), ["eks:index:Cluster cluster"]);
    const { accessEntries } = one(await withCluster({ new: { admins: [admin] } }), "eks:index:Cluster").inputs;
    assert.deepEqual(accessEntries, {
      "admin-0": {
        principalArn: admin,
        accessPolicies: {
          admin: {
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            accessScope: { type: "cluster" },
          },
        },
        tags: { "pulumi:project": "pmp-xray", "pulumi:stack": "prod", stage: "prod" },
      },
    });
  });

  it("has nodes of the other architecture, in another size", async () => {
    const nodes = { architecture: "arm64", min: 3, max: 9, diskGiB: 100 };
    const { changed } = changes(made, await withCluster({ new: { nodes } }));
    assert.deepEqual(Object.keys(changed).sort(), [
      "aws:ec2/launchTemplate:LaunchTemplate cluster-nodes-template",
      "eks:index:ManagedNodeGroup cluster-nodes",
    ]);
    assert.deepEqual(changed["eks:index:ManagedNodeGroup cluster-nodes"], {
      amiType: "AL2023_ARM_64_STANDARD",
      instanceTypes: ["m7g.large"],
      scalingConfig: { minSize: 3, maxSize: 9, desiredSize: 3 },
    });
  });

  it("gets the Pod Identity agent where it is used, after the nodes", async () => {
    const pods = await withCluster({}, { "pmp-xray:identity": "podIdentity" });
    const { added, removed } = changes(made, pods);
    assert.deepEqual(Object.keys(added).sort(), [
      "aws:eks/addon:Addon cluster-pod-identity-agent",
      "aws:eks/podIdentityAssociation:PodIdentityAssociation xray-daemon-association",
    ]);
    assert.deepEqual(removed, ["aws:iam/openIdConnectProvider:OpenIdConnectProvider oidc-provider"]);
    const addon = one(pods, "aws:eks/addon:Addon");
    assert.ok(addon.dependencies.includes(one(pods, "eks:index:ManagedNodeGroup").urn));
    assert.ok(one(pods, "pulumi:providers:kubernetes").dependencies.includes(addon.urn));
  });

  it("is reached as the stack's own AWS provider is", async () => {
    const { resources, outputs } = await withCluster(
      {},
      {
        "aws:profile": "prod",
        "aws:assumeRoles": [{ roleArn: "arn:aws:iam::123456789012:role/deployer" }],
      },
    );
    const cluster = resources.find(({ type }) => type === "eks:index:Cluster")!;
    assert.deepEqual(cluster.inputs.providerCredentialOpts, {
      profileName: "prod",
      roleArn: "arn:aws:iam::123456789012:role/deployer",
    });
    assert.equal(
      outputs.kubeconfigCommand,
      "aws eks update-kubeconfig --region us-east-1 --name pmp-cluster --profile prod " +
        "--role-arn arn:aws:iam::123456789012:role/deployer",
    );
  });
});
