import type { Chaos, Manifest } from "../chaos.ts";
import type { ChaosLink } from "../link.ts";

const SERVICE = "service/xray-daemon";

interface Port {
  readonly port: number;
  readonly protocol: string;
}

const withoutPort = (protocol: string) => (chaos: Chaos) =>
  chaos.change(SERVICE, (object) => {
    const spec = object.spec as { ports: Port[] };
    spec.ports = spec.ports.filter((port) => port.port !== 2000 || port.protocol !== protocol);
  });

/** A NetworkPolicy that lets the API reach the agent by the other protocol alone, and the packet filter that enforces it. */
const shut = (protocol: "UDP" | "TCP") => async (chaos: Chaos) => {
  await chaos.change("networkpolicy/xray-daemon", (object: Manifest) => {
    const spec = object.spec as { ingress: { ports: Port[] }[] };
    for (const rule of spec.ingress)
      rule.ports = rule.ports.filter((port) => port.port !== 2000 || port.protocol !== protocol);
  });
  await chaos.filter("FORWARD", "-p", protocol.toLowerCase(), "--dport", "2000", "-j", "DROP");
};

const POLICY =
  "the CNI plugins enforce no NetworkPolicy: the object is changed, and a rule of the packet filter beside it";

/** From the API to the agent, and from the agent to AWS. */
export const NETWORK: readonly ChaosLink[] = [
  {
    name: "service-removed",
    expected: "service-exists",
    broken: "the agent's Service is deleted",
    break: (chaos) => chaos.remove(SERVICE),
  },
  {
    name: "service-without-udp",
    expected: "service-carries-udp-and-tcp",
    broken: "the agent's Service has no UDP port",
    break: withoutPort("UDP"),
  },
  {
    name: "service-without-tcp",
    expected: "service-carries-udp-and-tcp",
    broken: "the agent's Service has no TCP port 2000",
    break: withoutPort("TCP"),
  },
  {
    name: "service-selects-nobody",
    expected: "service-has-endpoints",
    broken: "the agent's Service selects a label that no pod has",
    break: (chaos) =>
      chaos.change(SERVICE, (object) => {
        (object.spec as { selector: Record<string, string> }).selector = { app: "xray" };
      }),
  },
  {
    name: "another-traffic-policy",
    expected: "traffic-stays-on-the-node",
    broken: "the agent's Service has internalTrafficPolicy Cluster",
    break: (chaos) =>
      chaos.change(SERVICE, (object) => {
        (object.spec as Record<string, unknown>).internalTrafficPolicy = "Cluster";
      }),
  },
  {
    name: "dns-broken",
    expected: "agent-name-resolves",
    broken: "CoreDNS is scaled to 0",
    break: async (chaos) => {
      const dns = ["deployment/coredns", "--namespace", "kube-system"] as const;
      await chaos.kubectl("scale", ...dns, "--replicas=0");
      chaos.afterwards("CoreDNS scaled to 1", async () => {
        await chaos.kubectl("scale", ...dns, "--replicas=1");
        await chaos.kubectl("rollout", "status", ...dns, "--timeout=60s");
      });
      await chaos.kubectl(
        "wait",
        "pods",
        "--namespace",
        "kube-system",
        "--selector",
        "k8s-app=kube-dns",
        "--for=delete",
        "--timeout=60s",
      );
    },
  },
  {
    name: "policy-shuts-udp",
    expected: "policies-let-api-reach-agent",
    broken: "a NetworkPolicy lets no UDP from the API in to the agent",
    help: POLICY,
    break: shut("UDP"),
  },
  {
    name: "policy-shuts-tcp",
    expected: "policies-let-api-reach-agent",
    broken: "a NetworkPolicy lets no TCP from the API in to the agent",
    help: POLICY,
    break: shut("TCP"),
  },
  {
    name: "policy-shuts-dns",
    expected: "policies-let-agent-reach-aws",
    broken: "a NetworkPolicy lets the agent not out to DNS",
    help: "the CNI plugins enforce no NetworkPolicy, and this agent reaches AWS by an address: the object alone is changed",
    break: (chaos) =>
      chaos.change("networkpolicy/xray-daemon", (object) => {
        const spec = object.spec as { egress: { ports: Port[] }[] };
        spec.egress = spec.egress.filter(({ ports }) => !ports.some(({ port }) => port === 53));
      }),
  },
  {
    name: "tcp-shut-elsewhere",
    expected: "api-reaches-tcp",
    broken: "something that Kubernetes does not know of drops TCP 2000",
    help: "a rule of the packet filter is what is broken",
    break: (chaos) => chaos.filter("FORWARD", "-p", "tcp", "--dport", "2000", "-j", "DROP"),
  },
  {
    name: "udp-refused-elsewhere",
    expected: "api-reaches-udp",
    broken: "something that Kubernetes does not know of refuses UDP 2000",
    help: "a rule of the packet filter is what is broken",
    break: (chaos) => chaos.filter("FORWARD", "-p", "udp", "--dport", "2000", "-j", "REJECT"),
  },
  {
    name: "no-way-to-aws",
    expected: "agent-reaches-xray",
    broken: "the agent gets no connection to AWS",
    help: "a rule of the packet filter is what is broken, as when a subnet loses its NAT gateway",
    break: async (chaos) => {
      await chaos.restart("daemonset/xray-daemon");
      const [agent] = await chaos.pods("xray-daemon");
      await chaos.filter("INPUT", "-p", "tcp", "--dport", "4566", "-s", agent?.status.podIP ?? "", "-j", "REJECT");
      await chaos.traffic();
      await chaos.logSays("daemonset/xray-daemon", /connection refused/);
    },
  },
];
