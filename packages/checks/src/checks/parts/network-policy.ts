import type { NetworkPolicy, Peer, Rule, Selector } from "../../facts/network-policies.ts";
import type { Pod } from "../../facts/parts/pod.ts";

/** A connection that policies allow or not. */
export interface Connection {
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
}

/**
 * The policies that shut a direction of a pod for a connection with another pod; empty when one of them lets it through, or
 * none says anything of it. Without the labels of namespaces, a selector of namespaces is taken to match.
 */
export function shutBy(
  policies: readonly NetworkPolicy[],
  direction: "ingress" | "egress",
  pod: Pod,
  other: Pod | "outside",
  connection: Connection,
): readonly NetworkPolicy[] {
  const about = policies.filter(
    (policy) =>
      policy.namespace === pod.namespace && selects(policy.pods, pod.labels) && policy[direction] !== undefined,
  );
  const open = about.some((policy) =>
    (policy[direction] ?? []).some((rule) => allows(rule, policy, other, connection)),
  );
  return open ? [] : about;
}

function allows(
  { peers, ports }: Rule,
  policy: NetworkPolicy,
  other: Pod | "outside",
  { protocol, port }: Connection,
): boolean {
  const fitsPort =
    ports.length === 0 ||
    ports.some((each) => {
      if (each.protocol !== protocol) return false;
      // A port's name can't be resolved here, so it is taken to fit.
      if (each.port === undefined || typeof each.port === "string") return true;
      return port >= each.port && port <= (each.endPort ?? each.port);
    });
  return fitsPort && (peers.length === 0 || peers.some((peer) => isPeer(peer, policy, other)));
}

function isPeer({ pods, namespaces, cidr }: Peer, policy: NetworkPolicy, other: Pod | "outside"): boolean {
  // Which addresses AWS and the pods have is not known here.
  if (cidr !== undefined) return true;
  if (other === "outside") return false;
  if (namespaces === undefined && other.namespace !== policy.namespace) return false;
  return pods === undefined || selects(pods, other.labels);
}

/** Whether a selector fits labels. The empty one fits all. */
export function selects({ labels, expressions }: Selector, of: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(labels).every(([key, value]) => of[key] === value) &&
    expressions.every(({ key, operator, values }) => {
      const value = of[key];
      if (operator === "In") return value !== undefined && values.includes(value);
      if (operator === "NotIn") return value === undefined || !values.includes(value);
      return operator === "Exists" ? value !== undefined : value === undefined;
    })
  );
}
