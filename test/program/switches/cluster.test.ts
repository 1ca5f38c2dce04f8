import assert from "node:assert/strict";
import { evaluate } from "../../../offline/evaluate.ts";
import { one } from "../support/evaluate.ts";
import { changes } from "../support/resources.ts";
import { MOCK_ACCOUNT } from "../../../offline/mock-account.ts";
import { CHART, CLUSTER, base, effect } from "./support.ts";

describe("a switch: how the cluster is reached", () => {
  it("cluster.createOidcProvider false: uses the provider that the account has", async () => {
    assert.deepEqual(await effect({ "pmp-xray:cluster": { ...CLUSTER, createOidcProvider: false } }), {
      added: {},
      removed: ["aws:iam/openIdConnectProvider:OpenIdConnectProvider oidc-provider"],
      // The same ARN, worked out instead of made.
      changed: {},
    });
  });

  it("cluster.createNamespace false: neither makes nor labels nor deletes the namespace, and installs into it", async () => {
    const { added, removed, changed } = await effect({ "pmp-xray:cluster": { ...CLUSTER, createNamespace: false } });
    assert.deepEqual([added, changed], [{}, {}]);
    assert.deepEqual(removed, ["kubernetes:core/v1:Namespace pmp-namespace"]);
  });

  it("cluster.containerInsights: names the application log group to the API's traces, and changes nothing else", async () => {
    const { added, removed, changed } = await effect({ "pmp-xray:cluster": { ...CLUSTER, containerInsights: true } });
    const logGroups = ["/aws/containerinsights/pmp-cluster/application"];
    assert.deepEqual([added, removed, changed], [{}, [], { [CHART]: { values: { api: { logGroups } } } }]);
    const { values } = one(await base(), "kubernetes:helm.sh/v4:Chart").inputs;
    assert.equal((values as { clusterName: string }).clusterName, "pmp-cluster");
  });

  it("cluster.roleArn: asks EKS and gets tokens as that role, and only that", async () => {
    const roleArn = "arn:aws:iam::210987654321:role/cluster-reader";
    const { added, removed, changed } = await effect({ "pmp-xray:cluster": { ...CLUSTER, roleArn } });
    assert.deepEqual(added, {
      "pulumi:providers:aws cluster-account": {
        region: "us-east-1",
        assumeRoles: JSON.stringify([{ roleArn }]),
        skipCredentialsValidation: "false",
        skipRegionValidation: "true",
      },
    });
    assert.deepEqual(removed, []);
    assert.deepEqual(Object.keys(changed), ["pulumi:providers:kubernetes cluster-kubernetes"]);
    assert.match(JSON.stringify(changed), /"--role-arn","arn:aws:iam::210987654321:role\/cluster-reader"\]/);
  });

  it("cluster.deleteUnreachable: reaches the Kubernetes provider, and only it", async () => {
    assert.deepEqual(await effect({ "pmp-xray:cluster": { ...CLUSTER, deleteUnreachable: true } }), {
      added: {},
      removed: [],
      changed: { "pulumi:providers:kubernetes cluster-kubernetes": { deleteUnreachable: "true" } },
    });
  });

  it("cluster.kubeconfig: is used instead of EKS, and stays secret", async () => {
    const kubeconfig = "apiVersion: v1\nkind: Config\n";
    const issuer = { oidcIssuer: MOCK_ACCOUNT.issuer };
    const evaluation = await evaluate("prod", {
      overrides: { "pmp-xray:cluster": { ...CLUSTER, ...issuer, kubeconfig } },
    });
    const { added, removed, changed } = changes(await base(), evaluation);
    assert.deepEqual(
      [added, removed, Object.keys(changed)],
      [{}, [], ["pulumi:providers:kubernetes cluster-kubernetes"]],
    );
    const { inputs } = one(evaluation, "pulumi:providers:kubernetes");
    assert.deepEqual(inputs, {
      enableConfigMapMutable: "true",
      enablePatchForce: "true",
      kubeconfig: { secret: kubeconfig },
    });
    assert.ok(!evaluation.calls.some(({ token }) => token.includes("eks")));
    assert.ok(!JSON.stringify(evaluation.outputs).includes("apiVersion"));
  });
});
