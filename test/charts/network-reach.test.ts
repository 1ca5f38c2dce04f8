import assert from "node:assert/strict";
import { render } from "./support/chart.ts";
import { mayReach, policiesOf, type End, type Port } from "./support/reach.ts";

const pod = (name: string, namespace = "pmp", more: Record<string, string> = {}): Exclude<End, string> => ({
  namespace,
  labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": "pmp", ...more },
});

const agent = pod("xray-daemon");
const api = pod("pmp-api");
const helmTest = pod("pmp-xray-test");
const stranger = { namespace: "pmp", labels: { app: "shell" } };
const sameNameElsewhere = pod("pmp-api", "other");
const otherRelease = pod("pmp-api", "pmp", { "app.kubernetes.io/instance": "second" });

const XRAY: readonly Port[] = [
  { port: 2000, protocol: "UDP", name: "xray-udp" },
  { port: 2000, protocol: "TCP", name: "xray-tcp" },
];
const OTLP: readonly Port[] = [
  { port: 4317, protocol: "TCP", name: "otlp-grpc" },
  { port: 4318, protocol: "TCP", name: "otlp-http" },
];
const HEALTH: Port = { port: 13133, protocol: "TCP", name: "health" };
const HTTPS: Port = { port: 443, protocol: "TCP" };
const HTTP: Port = { port: 80, protocol: "TCP" };
const API: Port = { port: 3001, protocol: "TCP" };

const AWS = "52.94.236.248";
const METADATA = "169.254.169.254";
const POD_IDENTITY = "169.254.170.23";

async function reachability(values: object = {}) {
  const policies = policiesOf(await render({ values }));
  assert.ok(policies.length > 0);
  return (from: End, to: End, ports: readonly Port[]) => ports.map((port) => mayReach(policies, from, to, port));
}

/** The policies by what they mean, not by how they are written. */
describe("chart: who may reach whom", () => {
  it("the API and the pods of helm test reach the agent's ports; nobody else does", async () => {
    const reach = await reachability();
    for (const friend of [api, helmTest]) assert.deepEqual(reach(friend, agent, XRAY), [true, true]);
    for (const other of [stranger, sameNameElsewhere, otherRelease, AWS]) {
      assert.deepEqual(reach(other, agent, XRAY), [false, false]);
    }
  });

  it("the agent offers nothing but its ports, and the API no other way in", async () => {
    const reach = await reachability({ agent: { kind: "otelCollector" } });
    assert.deepEqual(reach(api, agent, [...XRAY, ...OTLP, HEALTH, HTTP]), [true, true, true, true, false, false]);
    const daemon = await reachability();
    assert.deepEqual(daemon(api, agent, OTLP), [false, false]);
    assert.deepEqual(daemon(stranger, api, [API, { ...API, port: 9229, name: "debug" }]), [true, false]);
  });

  it("the agent goes to DNS, HTTPS and EKS Pod Identity; not to other pods' ports, and not to the node's metadata", async () => {
    const reach = await reachability();
    const dns = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };
    const queries: readonly Port[] = [
      { port: 53, protocol: "UDP" },
      { port: 53, protocol: "TCP" },
    ];
    assert.deepEqual(reach(agent, dns, queries), [true, true]);
    assert.deepEqual(reach(agent, AWS, [HTTPS, HTTP]), [true, false]);
    assert.deepEqual(reach(agent, POD_IDENTITY, [HTTP]), [true]);
    assert.deepEqual(reach(agent, METADATA, [HTTP]), [false]);
    assert.deepEqual(reach(agent, api, [API]), [false]);
    assert.deepEqual(reach(agent, "10.0.0.1", [{ port: 5432, protocol: "TCP" }]), [false]);
  });

  it("with VPC endpoints given, the agent reaches those and nothing of the internet", async () => {
    const reach = await reachability({ networkPolicy: { agent: { egressCidrs: ["10.20.0.0/16"] } } });
    assert.deepEqual(reach(agent, "10.20.3.4", [HTTPS]), [true]);
    assert.deepEqual(reach(agent, "10.21.3.4", [HTTPS]), [false]);
    assert.deepEqual(reach(agent, AWS, [HTTPS]), [false]);
  });

  it("chosen pods of chosen namespaces reach the agent, others of either don't", async () => {
    const from = [
      { namespaceSelector: { matchLabels: { team: "shop" } }, podSelector: { matchLabels: { traced: "yes" } } },
    ];
    const reach = await reachability({ api: { enabled: false }, networkPolicy: { agent: { from } } });
    const traced = { namespace: "shop", namespaceLabels: { team: "shop" }, labels: { traced: "yes" } };
    assert.deepEqual(reach(traced, agent, XRAY), [true, true]);
    assert.deepEqual(reach({ ...traced, labels: {} }, agent, XRAY), [false, false]);
    assert.deepEqual(reach({ ...traced, namespaceLabels: {} }, agent, XRAY), [false, false]);
    assert.deepEqual(reach(api, agent, XRAY), [false, false]);
  });

  it("with peers given for the API, the pods of helm test still get in", async () => {
    const reach = await reachability({
      networkPolicy: { api: { from: [{ podSelector: { matchLabels: { app: "gateway" } } }] } },
    });
    assert.deepEqual(reach({ namespace: "pmp", labels: { app: "gateway" } }, api, [API]), [true]);
    assert.deepEqual(reach(helmTest, api, [API]), [true]);
    assert.deepEqual(reach(stranger, api, [API]), [false]);
  });

  it("without policies everybody reaches the agent: this test can fail", async () => {
    const policies = policiesOf(await render({ values: { networkPolicy: { enabled: false } } }));
    assert.deepEqual(policies, []);
    assert.equal(mayReach(policies, stranger, agent, XRAY[1]!), true);
  });
});
