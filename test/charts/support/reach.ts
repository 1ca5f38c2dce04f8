import type { Labels, Manifest } from "./manifests.ts";

/**
 * What NetworkPolicies mean, from their documentation: https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * A pod that no policy selects for a direction is open in it; policies only add; a connection needs the consent of both ends.
 */

/** A pod, or an address outside of the cluster. */
export type End = { readonly namespace: string; readonly labels: Labels; readonly namespaceLabels?: Labels } | string;

export interface Port {
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
  /** The container port's name, which a policy may use in the number's place. */
  readonly name?: string;
}

interface Selector {
  readonly matchLabels?: Labels;
}

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port: number | string; readonly protocol: string }[];
}

interface Policy {
  readonly namespace: string;
  readonly podSelector: Selector;
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** The NetworkPolicies among these objects. */
export function policiesOf(manifests: readonly Manifest[]): readonly Policy[] {
  return manifests
    .filter(({ kind }) => kind === "NetworkPolicy")
    .map(({ metadata, spec }) => ({
      ...(spec as Omit<Policy, "namespace">),
      namespace: metadata.namespace ?? "default",
    }));
}

/** Whether one end may open a connection to a port of the other. */
export function mayReach(policies: readonly Policy[], from: End, to: End, port: Port): boolean {
  return consents(policies, "Egress", from, to, port) && consents(policies, "Ingress", to, from, port);
}

function consents(
  policies: readonly Policy[],
  direction: "Ingress" | "Egress",
  end: End,
  other: End,
  port: Port,
): boolean {
  if (typeof end === "string") return true;
  const selecting = policies.filter(
    ({ namespace, podSelector, policyTypes }) =>
      namespace === end.namespace && policyTypes.includes(direction) && selects(podSelector, end.labels),
  );
  if (selecting.length === 0) return true;
  return selecting.some((policy) =>
    (policy[direction === "Ingress" ? "ingress" : "egress"] ?? []).some(
      (rule) =>
        isPort(rule.ports, port) && isPeer(direction === "Ingress" ? rule.from : rule.to, other, policy.namespace),
    ),
  );
}

function isPort(ports: Rule["ports"], wanted: Port): boolean {
  if (ports === undefined || ports.length === 0) return true;
  return ports.some(
    ({ port, protocol }) => protocol === wanted.protocol && (port === wanted.port || port === wanted.name),
  );
}

function isPeer(peers: readonly Peer[] | undefined, end: End, namespace: string): boolean {
  if (peers === undefined || peers.length === 0) return true;
  return peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
    if (typeof end === "string") {
      return (
        ipBlock !== undefined && contains(ipBlock.cidr, end) && !ipBlock.except?.some((block) => contains(block, end))
      );
    }
    if (podSelector === undefined && namespaceSelector === undefined) return false;
    const inNamespace =
      namespaceSelector === undefined ? end.namespace === namespace : selects(namespaceSelector, namespaceLabels(end));
    return inNamespace && selects(podSelector ?? {}, end.labels);
  });
}

/** Kubernetes labels each namespace with its name. */
function namespaceLabels({ namespace, namespaceLabels: own = {} }: Exclude<End, string>): Labels {
  return { "kubernetes.io/metadata.name": namespace, ...own };
}

function selects({ matchLabels = {} }: Selector, labels: Labels): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

function contains(cidr: string, address: string): boolean {
  const [base = "", length = "0"] = cidr.split("/");
  if (base.includes(":") || address.includes(":"))
    return base === address || (length === "0" && base.includes(":") && address.includes(":"));
  const bits = (text: string) =>
    text
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
  return bits(base).slice(0, Number(length)) === bits(address).slice(0, Number(length));
}
