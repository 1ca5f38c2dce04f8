import { isMuchOfInternet } from "../kit/address-block.ts";
import type { Violation } from "../kit/definition.ts";
import { kubernetesSetPolicy } from "../kit/policy.ts";
import { type Fields, record } from "../kit/read.ts";
import type { KubernetesObject } from "../kit/resource.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { AGENT_PORT } from "./reading/agent.ts";
import { isUnset, list } from "./reading/fields.ts";
import { nsa } from "./reading/frameworks.ts";
import { networkPoliciesOf } from "./reading/network-policy.ts";
import type { Pod } from "./reading/pod.ts";
import { workloads } from "./reading/workload.ts";

export const agentFromChosenPods = kubernetesSetPolicy({
  name: "agent-from-chosen-pods",
  title: "Only chosen pods may call the agent.",
  why: "The agent's TCP port signs any X-Ray call with the agent's role. A NetworkPolicy that admits everyone gives that role to every pod of the cluster. (network-policy-selects-pod checks pods that no policy selects.)",
  fix: "Name the callers: from with a podSelector, a namespaceSelector or an ipBlock that is not the whole internet, in each rule that covers the agent's TCP port.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [nsa("Network policies")],
  config: {
    port: AGENT_PORT,
  },
  *check(objects, { port }) {
    yield* forEachKnown(workloads(objects), function* (workload) {
      const listening = agentPorts(workload.pod, port);
      if (listening.length === 0) return;
      for (const policy of networkPoliciesOf(workload, objects)) {
        for (const violation of openRules(policy, port, listening)) yield { object: policy, ...violation };
      }
    });
  },
});

/** The pod's ports that an agent listens on, by TCP or UDP; empty for a pod without an agent. */
function agentPorts({ spec }: Pod, port: number): readonly Fields[] {
  const containers = [...list(spec.initContainers), ...list(spec.containers)].map(record);
  const ports = containers
    .flatMap(({ ports }) => list(ports).map(record))
    .filter((each) => each.containerPort === port);
  return ports.some(({ protocol }) => protocol === "UDP") ? ports : [];
}

function* openRules({ content }: KubernetesObject, port: number, listening: readonly Fields[]): Iterable<Violation> {
  const rules = list(record(content.spec).ingress).map(record);
  yield* forEachKnown(rules.keys(), function* (index) {
    const rule = rules[index] ?? {};
    if (!covers(list(rule.ports).map(record), port, listening)) return;
    const from = list(rule.from).map(record);
    const path = `spec.ingress[${index}].from`;
    if (from.length === 0) {
      yield {
        path,
        message: `Anyone may call TCP port ${port} of the X-Ray agent: from is not set; allowed: chosen pods.`,
      };
    } else if (from.some(isEverybody)) {
      yield {
        path,
        message: `Anyone may call TCP port ${port} of the X-Ray agent: from has a peer that matches all; allowed: chosen pods.`,
      };
    } else if (from.some(isWideBlock)) {
      yield {
        path,
        message: `Much of the internet may call TCP port ${port} of the X-Ray agent: from has an ipBlock wider than /8 (IPv6: /16); allowed: chosen pods.`,
      };
    }
  });
}

/** Whether a rule's ports include the agent's TCP port, by number, by range or by name; a rule without ports has all. */
function covers(ports: readonly Fields[], port: number, listening: readonly Fields[]): boolean {
  if (ports.length === 0) return true;
  const names = listening.filter(({ protocol }) => protocol !== "UDP").map(({ name }) => name);
  return ports.some(({ protocol, port: value, endPort }) => {
    if (!isUnset(protocol) && protocol !== "TCP") return false;
    if (isUnset(value) || names.includes(value)) return true;
    return typeof value === "number" && value <= port && port <= (typeof endPort === "number" ? endPort : value);
  });
}

/** All pods of all namespaces, or every address. */
function isEverybody({ podSelector, namespaceSelector, ipBlock }: Fields): boolean {
  const { cidr } = record(ipBlock);
  if (typeof cidr === "string" && cidr.endsWith("/0")) return true;
  return isEmptySelector(namespaceSelector) && (isUnset(podSelector) || isEmptySelector(podSelector));
}

/** By the length alone: the API server is the one that reads the address. */
function isWideBlock({ ipBlock }: Fields): boolean {
  const [, address = "", prefix = ""] = /^([^/]+)\/(\d{1,3})$/.exec(String(record(ipBlock).cidr)) ?? [];
  return prefix !== "" && isMuchOfInternet({ family: address.includes(":") ? 6 : 4, prefix: Number(prefix) });
}

function isEmptySelector(selector: unknown): boolean {
  return !isUnset(selector) && Object.keys(record(selector)).length === 0;
}
