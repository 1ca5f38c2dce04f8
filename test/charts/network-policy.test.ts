import assert from "node:assert/strict";
import { render } from "./support/chart.ts";
import { find, names } from "./support/manifests.ts";

const api = {
  podSelector: { matchLabels: { "app.kubernetes.io/name": "pmp-api", "app.kubernetes.io/instance": "pmp" } },
};
const tests = {
  podSelector: { matchLabels: { "app.kubernetes.io/name": "pmp-xray-test", "app.kubernetes.io/instance": "pmp" } },
};
const dns = {
  ports: [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ],
};
const podIdentity = {
  to: [{ ipBlock: { cidr: "169.254.170.23/32" } }, { ipBlock: { cidr: "fd00:ec2::23/128" } }],
  ports: [{ port: 80, protocol: "TCP" }],
};
const xrayPorts = [
  { port: 2000, protocol: "UDP" },
  { port: 2000, protocol: "TCP" },
];

interface Policy {
  readonly podSelector: unknown;
  readonly policyTypes: readonly string[];
  readonly ingress?: unknown;
  readonly egress?: unknown;
}

async function policy(name: "xray-daemon" | "pmp-api", values: object = {}): Promise<Policy> {
  return find(await render({ values }), "NetworkPolicy", name).spec as Policy;
}

describe("chart: network policies", () => {
  it("let only the API and the pods of helm test reach the agent, and the agent only DNS, HTTPS endpoints and Pod Identity", async () => {
    assert.deepEqual(await policy("xray-daemon"), {
      podSelector: { matchLabels: { "app.kubernetes.io/name": "xray-daemon", "app.kubernetes.io/instance": "pmp" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [api, tests], ports: xrayPorts }],
      egress: [
        dns,
        {
          to: [{ ipBlock: { cidr: "0.0.0.0/0" } }, { ipBlock: { cidr: "::/0" } }],
          ports: [{ port: 443, protocol: "TCP" }],
        },
        podIdentity,
      ],
    });
  });

  it("open OTLP when the agent is a collector", async () => {
    const { ingress } = await policy("xray-daemon", { agent: { kind: "otelCollector" } });
    const otlp = [
      { port: 4317, protocol: "TCP" },
      { port: 4318, protocol: "TCP" },
    ];
    assert.deepEqual(ingress, [{ from: [api, tests], ports: [...xrayPorts, ...otlp] }]);
  });

  it("let in further peers, besides the API or in its place", async () => {
    const peer = {
      namespaceSelector: { matchLabels: { team: "shop" } },
      podSelector: { matchLabels: { traced: "yes" } },
    };
    const networkPolicy = { agent: { from: [peer] } };
    const besides = await policy("xray-daemon", { networkPolicy });
    assert.deepEqual(besides.ingress, [{ from: [api, tests, peer], ports: xrayPorts }]);
    const instead = await policy("xray-daemon", { networkPolicy, api: { enabled: false } });
    assert.deepEqual(instead.ingress, [{ from: [peer], ports: xrayPorts }]);
  });

  it("let the agent out to the given blocks only, on the ports of its own endpoints", async () => {
    const proxy = { url: "http://proxy.example.com:3128" };
    const agent = { endpoint: "http://10.0.0.1:4566/x", stsEndpoint: "http://sts.example.com", proxy };
    const networkPolicy = { agent: { egressCidrs: ["10.0.0.0/16"] } };
    const { egress } = await policy("xray-daemon", { agent, networkPolicy });
    const ports = [443, 4566, 80, 3128].map((port) => ({ port, protocol: "TCP" }));
    assert.deepEqual(egress, [dns, { to: [{ ipBlock: { cidr: "10.0.0.0/16" } }], ports }, podIdentity]);
  });

  it("open one port of the API, to everyone or to the given peers", async () => {
    const selector = { matchLabels: { "app.kubernetes.io/name": "pmp-api", "app.kubernetes.io/instance": "pmp" } };
    const ports = [{ port: 3001, protocol: "TCP" }];
    assert.deepEqual(await policy("pmp-api"), {
      podSelector: selector,
      policyTypes: ["Ingress"],
      ingress: [{ ports }],
    });
    const from = [{ podSelector: {} }];
    assert.deepEqual(await policy("pmp-api", { networkPolicy: { api: { from } } }), {
      podSelector: selector,
      policyTypes: ["Ingress"],
      ingress: [{ ports, from: [...from, tests] }],
    });
  });

  it("are left out on demand", async () => {
    const manifests = await render({ values: { networkPolicy: { enabled: false } } });
    assert.deepEqual(
      names(manifests).filter((name) => name.startsWith("NetworkPolicy/")),
      [],
    );
  });
});
