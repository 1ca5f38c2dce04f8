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
  it("reads how many of the agent's pods are ready", async () => {
    const status = { desiredNumberScheduled: 3, numberReady: 2 };
    const { cluster, calls } = await reader({ when: "get daemonset xray-daemon", stdout: json({ status }) });
    assert.deepEqual(await cluster.agentPods(), { ready: 2, wanted: 3 });
    assert.deepEqual(calls(), [[...target, "get", "daemonset", "xray-daemon", "--output", "json"]]);
  });

  it("reads how many of the API's pods are ready, none where Kubernetes says nothing", async () => {
    const { cluster } = await reader({
      when: "deployment pmp-api",
      stdout: json({ spec: { replicas: 2 }, status: {} }),
    });
    assert.deepEqual(await cluster.apiPods(), { ready: 0, wanted: 2 });
  });

  it("counts the endpoints of the agent's Service that take traffic, over all slices", async () => {
    const endpoint = (ready?: boolean) => ({ conditions: ready === undefined ? {} : { ready } });
    const items = [{ endpoints: [endpoint(true), endpoint(false)] }, { endpoints: null }, { endpoints: [endpoint()] }];
    const { cluster, calls } = await reader({ when: "get endpointslices", stdout: json({ items }) });
    // Kubernetes has "unknown" counted as ready.
    assert.equal(await cluster.agentEndpoints(), 2);
    assert.ok(calls()[0]!.join(" ").includes("--selector kubernetes.io/service-name=xray-daemon"));
  });

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

  it("finds the last lines of the agent's log that speak of trouble", async () => {
    const lines = [
      "all well",
      ...Array.from({ length: 7 }, (_, index) => `ERROR ${index}`),
      "started",
      "access denied",
    ];
    const { cluster } = await reader({ when: "logs daemonset/xray-daemon", stdout: lines.join("\n") });
    assert.deepEqual(await cluster.agentTrouble(), ["ERROR 3", "ERROR 4", "ERROR 5", "ERROR 6", "access denied"]);
  });

  it("fails with kubectl's own words, and on an answer of another shape", async () => {
    const { cluster } = await reader(
      { when: "daemonset", stderr: `daemonsets.apps "xray-daemon" not found`, exitCode: 1 },
      { when: "deployment", stdout: json({ kind: "Status" }) },
    );
    await assert.rejects(cluster.agentPods(), /"xray-daemon" not found/);
    await assert.rejects(cluster.apiPods(), /replicas|spec/);
  });
});
