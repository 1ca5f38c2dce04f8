import assert from "node:assert/strict";
import { ClusterReader } from "../../../local/proof/read-cluster.ts";
import { fakeKubectl, type KubectlAnswer } from "../kubectl.ts";

/** A reader of a cluster where kubectl gives these answers. */
async function reader(...answers: KubectlAnswer[]) {
  const kubectl = await fakeKubectl(answers);
  const access = { kubectl: kubectl.file, kubeconfig: "/w/kube config", namespace: "pmp" };
  return { cluster: new ClusterReader(access), calls: () => kubectl.calls().map(({ args }) => args) };
}

const target = ["--kubeconfig", "/w/kube config", "--namespace", "pmp"];
const json = (value: unknown) => JSON.stringify(value);

describe("local/proof/read-cluster", () => {
  it("reads the Pod Security level that the namespace enforces", async () => {
    const labels = {
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/warn": "baseline",
    };
    const { cluster } = await reader({ when: "get namespace pmp", stdout: json({ metadata: { labels } }) });
    assert.equal(await cluster.podSecurity(), "restricted");
    const bare = await reader({ when: "get namespace pmp", stdout: json({ metadata: {} }) });
    assert.equal(await bare.cluster.podSecurity(), "(none)");
  });

  it("has the cluster make a token for a service account and an audience", async () => {
    const { cluster, calls } = await reader({ when: "create token", stdout: "header.claims.signature\n" });
    assert.equal(await cluster.token("xray-daemon", "sts.amazonaws.com"), "header.claims.signature");
    assert.deepEqual(calls(), [[...target, "create", "token", "xray-daemon", "--audience", "sts.amazonaws.com"]]);
  });

  it("fails with kubectl's own words, and on an answer of another shape", async () => {
    const { cluster } = await reader(
      { when: "get namespace", stdout: json({ kind: "Status" }) },
      { when: "create token", stderr: `serviceaccounts "nobody" not found`, exitCode: 1 },
    );
    await assert.rejects(cluster.token("nobody", "sts.amazonaws.com"), /"nobody" not found/);
    await assert.rejects(cluster.podSecurity(), /metadata/);
  });
});
