import assert from "node:assert/strict";
import { evaluate, type Evaluation } from "../../offline/evaluate.ts";
import { all, one } from "./support/evaluate.ts";
import { NEW_CLUSTER } from "./support/expected-cluster.ts";
import { withCluster } from "./support/new-cluster.ts";
import { changes } from "./support/resources.ts";

const CLUSTER = "aws:eks/cluster:Cluster";
const NODES = "aws:eks/nodeGroup:NodeGroup";

describe("a new cluster", () => {
  let existing: Evaluation;
  let made: Evaluation;
  before(async () => {
    existing = await evaluate("prod");
    made = await withCluster();
  });

  it("adds exactly these resources to what an existing cluster gets, and changes nothing else", () => {
    const { added, removed, changed } = changes(existing, made);
    const {
      "eks:index:Cluster cluster": cluster,
      "eks:index:ManagedNodeGroup cluster-nodes": nodes,
      "pulumi:providers:kubernetes cluster-eks-k8s": ofComponent,
      ...rest
    } = added;
    const {
      "eks:index:Cluster cluster": expectedCluster,
      "eks:index:ManagedNodeGroup cluster-nodes": expectedNodes,
      ...expected
    } = NEW_CLUSTER;
    assert.deepEqual(rest, expected);
    // References to the cluster and the roles are whole resources in Pulumi's terms; their children say what they come to.
    const { serviceRole, ...plainCluster } = cluster as Record<string, unknown>;
    const { cluster: ofNodes, nodeRole, ...plainNodes } = nodes as Record<string, unknown>;
    for (const reference of [serviceRole, ofNodes, nodeRole]) assert.ok(reference !== undefined);
    assert.deepEqual(plainCluster, expectedCluster);
    assert.deepEqual(plainNodes, expectedNodes);
    assert.ok(ofComponent !== undefined, "the component's own provider, which this program has no use for");
    // The chart and the namespace are reached by a kubeconfig of the same form.
    assert.deepEqual([removed, changed], [[], {}]);
  });

  it("asks EKS for nothing but versions of add-ons: there is nothing to ask before it is made", () => {
    assert.deepEqual([...new Set(made.calls.map(({ token }) => token))].sort(), [
      "aws:ec2/getVpcEndpointService:getVpcEndpointService",
      "aws:eks/getAddonVersion:getAddonVersion",
      "aws:index/getAvailabilityZones:getAvailabilityZones",
      "aws:index/getCallerIdentity:getCallerIdentity",
      "aws:index/getPartition:getPartition",
      "aws:index/getRegion:getRegion",
    ]);
  });

  it("gives no node and no control plane the right to write traces", () => {
    const attachments = made.resources.filter(({ type }) => type.endsWith(":RolePolicyAttachment"));
    const writers = attachments.filter(({ inputs }) => String(inputs.policyArn).includes("PMPXRay"));
    assert.deepEqual(
      writers.map(({ inputs }) => inputs.role),
      ["pmp-xray-daemon"],
    );
  });

  it("bounds every role by the permissions boundary", async () => {
    const permissionsBoundary = "arn:aws:iam::123456789012:policy/boundary";
    const bounded = all(await withCluster({}, { "pmp-xray:iam": { permissionsBoundary } }), "aws:iam/role:Role");
    assert.deepEqual(
      bounded.map(({ name, inputs }) => [name, inputs.permissionsBoundary]),
      [
        ["cluster-nodes-role", permissionsBoundary],
        ["cluster-role", permissionsBoundary],
        ["xray-daemon-role", permissionsBoundary],
      ],
    );
  });

  it("keeps the role that @pulumi/eks made in an earlier version: a cluster can't change its role", () => {
    const aliases = (type: string, name: string) => one(made, type, name).aliases;
    assert.deepEqual(aliases("aws:iam/role:Role", "cluster-role"), ["cluster-eksRole-role"]);
    // sha1 of arn:aws:iam::aws:policy/AmazonEKSClusterPolicy, as the component names the attachment.
    assert.deepEqual(aliases("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "cluster-role-policy"), [
      "cluster-eksRole-4b490823",
    ]);
  });

  it("is taken down in turn: chart and namespace, nodes, cluster, network", () => {
    const provider = one(made, "pulumi:providers:kubernetes", "cluster-kubernetes");
    const nodes = one(made, "eks:index:ManagedNodeGroup");
    const cluster = one(made, "eks:index:Cluster");
    const vpc = one(made, "awsx:ec2:Vpc");
    const logs = one(made, "aws:cloudwatch/logGroup:LogGroup");
    const role = one(made, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "cluster-role-policy");
    assert.partialDeepStrictEqual(provider.inputs, { enableConfigMapMutable: "true", enablePatchForce: "true" });
    assert.equal(one(made, "kubernetes:helm.sh/v4:Chart").provider, provider.urn);
    assert.equal(one(made, "kubernetes:core/v1:Namespace").provider, provider.urn);
    assert.ok(provider.dependencies.includes(nodes.urn));
    assert.ok(provider.dependencies.includes(cluster.urn));
    for (const name of ["cluster-coredns"]) {
      const addon = one(made, "aws:eks/addon:Addon", name);
      assert.ok(addon.dependencies.includes(nodes.urn), "an add-on that runs on nodes waits for them");
      assert.ok(provider.dependencies.includes(addon.urn));
    }
    assert.ok(nodes.dependencies.includes(cluster.urn));
    assert.ok(nodes.dependencies.includes(vpc.urn));
    assert.ok(cluster.dependencies.includes(vpc.urn));
    assert.ok(cluster.dependencies.includes(logs.urn));
    assert.ok(cluster.dependencies.includes(role.urn), "the role is of use only once its policy is attached");
    const oidc = one(made, "aws:iam/openIdConnectProvider:OpenIdConnectProvider");
    assert.ok(oidc.dependencies.includes(cluster.urn), "identity goes before the cluster");
  });

  it("with deletion protection, is refused in the preview of a destroy and by EKS", async () => {
    assert.deepEqual(
      made.resources.filter((resource) => resource.protect).map(({ name }) => name),
      [],
    );
    const kept = await withCluster({ new: { deletionProtection: true } });
    assert.equal(one(kept, CLUSTER).inputs.deletionProtection, true);
    assert.equal(one(kept, CLUSTER).protect, true);
    // The node group is of another component, and goes with the cluster or not at all.
    assert.equal(one(kept, NODES).protect, false);
  });

  it("gets a new version of Kubernetes on nodes and in add-ons too, after the control plane", async () => {
    const { added, removed, changed } = changes(made, await withCluster({ new: { version: "1.36" } }));
    const addonVersion = { addonVersion: "v1.36.4-eksbuild.9" };
    assert.deepEqual(
      { added, removed, changed },
      {
        added: {},
        removed: [],
        changed: {
          "eks:index:Cluster cluster": { version: "1.36" },
          "aws:eks/cluster:Cluster cluster-eksCluster": { version: "1.36" },
          "aws:eks/addon:Addon cluster-kube-proxy": addonVersion,
          "aws:eks/addon:Addon cluster-vpc-cni": addonVersion,
          "aws:eks/addon:Addon cluster-coredns": addonVersion,
          "eks:index:ManagedNodeGroup cluster-nodes": { version: "1.36" },
          "aws:eks/nodeGroup:NodeGroup cluster-nodes": { version: "1.36" },
        },
      },
    );
  });

  it("has nodes of the other architecture, in another size", async () => {
    const nodes = { architecture: "arm64", min: 3, max: 9, diskGiB: 100 };
    const { changed } = changes(made, await withCluster({ new: { nodes } }));
    assert.deepEqual(Object.keys(changed).sort(), [
      "aws:ec2/launchTemplate:LaunchTemplate cluster-nodes-template",
      `${NODES} cluster-nodes`,
      "eks:index:ManagedNodeGroup cluster-nodes",
    ]);
    assert.deepEqual(changed[`${NODES} cluster-nodes`], {
      amiType: "AL2023_ARM_64_STANDARD",
      instanceTypes: ["m7g.large"],
      scalingConfig: { minSize: 3, maxSize: 9, desiredSize: 3 },
    });
  });

  it("starts nodes when their least number is raised: nothing that EKS would refuse is left as it was", () => {
    assert.deepEqual(one(made, NODES).ignoreChanges, []);
  });

  it("leaves the number of nodes to an autoscaler, where there is one", async () => {
    const scaled = await withCluster({ new: { nodes: { autoscaler: true } } });
    assert.deepEqual(one(scaled, NODES).ignoreChanges, ["scalingConfig.desiredSize"]);
  });

  it("keeps add-ons and the nodes' image at versions that are given", async () => {
    const addons = {
      vpcCni: "v1.20.4-eksbuild.1",
      kubeProxy: "v1.35.0-eksbuild.1",
      coredns: "v1.12.0-eksbuild.3",
      podIdentityAgent: "v1.3.9-eksbuild.4",
    };
    const nodes = { releaseVersion: "1.35.1-20261001" };
    const pinned = await withCluster({ new: { addons, nodes } }, { "pmp-xray:identity": "podIdentity" });
    const versions = all(pinned, "aws:eks/addon:Addon").map(({ inputs }) => [inputs.addonName, inputs.addonVersion]);
    assert.deepEqual(Object.fromEntries(versions), {
      "vpc-cni": addons.vpcCni,
      "kube-proxy": addons.kubeProxy,
      coredns: addons.coredns,
      "eks-pod-identity-agent": addons.podIdentityAgent,
    });
    assert.ok(!pinned.calls.some(({ token }) => token.includes("getAddonVersion")), "nothing newer is asked for");
    assert.equal(one(pinned, NODES).inputs.releaseVersion, nodes.releaseVersion);
  });

  it("gets the Pod Identity agent where it is used, after the nodes", async () => {
    const pods = await withCluster({}, { "pmp-xray:identity": "podIdentity" });
    const { added, removed } = changes(made, pods);
    assert.deepEqual(Object.keys(added).sort(), [
      "aws:eks/addon:Addon cluster-pod-identity-agent",
      "aws:eks/podIdentityAssociation:PodIdentityAssociation xray-daemon-association",
    ]);
    assert.deepEqual(removed, ["aws:iam/openIdConnectProvider:OpenIdConnectProvider oidc-provider"]);
    const addon = one(pods, "aws:eks/addon:Addon", "cluster-pod-identity-agent");
    assert.equal(addon.inputs.addonVersion, "v1.35.4-eksbuild.9");
    assert.ok(addon.dependencies.includes(one(pods, "eks:index:ManagedNodeGroup").urn));
    assert.ok(one(pods, "pulumi:providers:kubernetes", "cluster-kubernetes").dependencies.includes(addon.urn));
  });
});
