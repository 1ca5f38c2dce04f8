import assert from "node:assert/strict";
import { z } from "zod";
import { callerAmong } from "../../components/cluster/admins.ts";
import type { Evaluation } from "../../offline/evaluate.ts";
import { all, one } from "./support/evaluate.ts";
import { TAGS } from "./support/expected-network.ts";
import { withCluster } from "./support/new-cluster.ts";
import { changes } from "./support/resources.ts";

const PLATFORM = "arn:aws:iam::123456789012:role/platform";
const ON_CALL = "arn:aws:iam::123456789012:role/people/on-call";

const kubeconfig = z.object({
  clusters: z.tuple([
    z.object({ cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }) }),
  ]),
  users: z.tuple([
    z.object({ user: z.object({ exec: z.object({ command: z.string(), args: z.array(z.string()) }) }) }),
  ]),
});

/** The kubeconfig of one of the stack's Kubernetes providers. */
function kubeconfigOf(evaluation: Evaluation, name: string) {
  const { inputs } = one(evaluation, "pulumi:providers:kubernetes", name);
  const { clusters, users } = kubeconfig.parse(JSON.parse(String(inputs.kubeconfig)));
  return { cluster: clusters[0].cluster, exec: users[0].user.exec };
}

describe("who gets into a new cluster", () => {
  let made: Evaluation;
  before(async () => {
    made = await withCluster();
  });

  it("the program, as the stack's own AWS provider reaches AWS: with its profile and its role", async () => {
    const evaluation = await withCluster(
      {},
      { "aws:profile": "prod", "aws:assumeRoles": [{ roleArn: "arn:aws:iam::123456789012:role/deployer" }] },
    );
    const { cluster, exec } = kubeconfigOf(evaluation, "cluster-kubernetes");
    assert.deepEqual(cluster, {
      server: "https://0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com",
      "certificate-authority-data": "Q0E=",
    });
    const caller = ["--profile", "prod", "--role-arn", "arn:aws:iam::123456789012:role/deployer"];
    assert.deepEqual(exec, {
      command: "aws",
      args: [
        ...["eks", "get-token", "--output", "json", "--region", "us-east-1", "--cluster-name", "pmp-cluster"],
        ...caller,
      ],
    });
    assert.ok(kubeconfigOf(evaluation, "cluster-eks-k8s").exec.args.join(" ").endsWith("--profile prod"));
    assert.equal(
      evaluation.outputs.kubeconfigCommand,
      `aws eks update-kubeconfig --region us-east-1 --name pmp-cluster ${caller.join(" ")}`,
    );
  });

  it("the program, without a profile and a role, as the environment says", () => {
    assert.deepEqual(kubeconfigOf(made, "cluster-kubernetes").exec.args.slice(-2), ["--cluster-name", "pmp-cluster"]);
  });

  it("machines in the network, before anything goes into the cluster", () => {
    const rule = one(made, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.ok(one(made, "pulumi:providers:kubernetes", "cluster-kubernetes").dependencies.includes(rule.urn));
  });

  it("address blocks that are given, and no others", async () => {
    const publicAccessCidrs = ["203.0.113.0/24"];
    const open = { endpointPublicAccess: true, publicAccessCidrs };
    assert.deepEqual(changes(made, await withCluster({ new: { publicAccessCidrs } })), {
      added: {},
      removed: [],
      changed: {
        "eks:index:Cluster cluster": open,
        "aws:eks/cluster:Cluster cluster-eksCluster": { vpcConfig: open },
      },
    });
  });

  it("administrators, by access entries that are named after them", async () => {
    const { added, removed } = changes(made, await withCluster({ new: { admins: [PLATFORM] } }));
    assert.deepEqual(removed, []);
    assert.deepEqual(added, {
      "aws:eks/accessEntry:AccessEntry cluster-123456789012:role/platform": {
        clusterName: "pmp-cluster",
        principalArn: PLATFORM,
        tags: TAGS,
      },
      "aws:eks/accessPolicyAssociation:AccessPolicyAssociation cluster-123456789012:role/platform-admin": {
        clusterName: "pmp-cluster",
        principalArn: PLATFORM,
        policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        accessScope: { type: "cluster" },
      },
    });
  });

  it("administrators, each on its own: taking one out or changing the order leaves the others alone", async () => {
    const both = await withCluster({ new: { admins: [PLATFORM, ON_CALL] } });
    const second = await withCluster({ new: { admins: [ON_CALL] } });
    const { added, removed, changed } = changes(both, second);
    assert.deepEqual(added, {});
    assert.deepEqual([...removed].sort(), [
      "aws:eks/accessEntry:AccessEntry cluster-123456789012:role/platform",
      "aws:eks/accessPolicyAssociation:AccessPolicyAssociation cluster-123456789012:role/platform-admin",
    ]);
    assert.deepEqual(Object.keys(changed), ["eks:index:Cluster cluster"]);
    const turned = await withCluster({ new: { admins: [ON_CALL, PLATFORM] } });
    assert.deepEqual(changes(both, turned), { added: {}, removed: [], changed: {} });
    assert.equal(all(both, "aws:eks/accessEntry:AccessEntry").length, 2);
  });

  it("whoever makes it, recognized among the administrators also by a session of a role with a path", () => {
    const admins = [PLATFORM, ON_CALL, "arn:aws:iam::123456789012:user/ada"];
    const session = (account: string, role: string) => `arn:aws:sts::${account}:assumed-role/${role}/ci-17`;
    assert.equal(callerAmong(admins, session("123456789012", "platform")), PLATFORM);
    assert.equal(callerAmong(admins, session("123456789012", "on-call")), ON_CALL);
    assert.equal(callerAmong(admins, "arn:aws:iam::123456789012:user/ada"), admins[2]);
    assert.equal(callerAmong(admins, session("210987654321", "platform")), undefined);
    assert.equal(callerAmong(admins, session("123456789012", "form")), undefined);
    assert.equal(callerAmong(admins, "arn:aws:iam::123456789012:root"), undefined);
  });
});
