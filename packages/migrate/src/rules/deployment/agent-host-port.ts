import { endOf, itemsOf, nodeAt, startOf, textAt } from "../../deployment/nodes.ts";
import { daemonsOf, podSpecOf } from "../../deployment/workloads.ts";
import type { DataRule } from "../../rule.ts";

export const agentHostPort: DataRule = {
  name: "agent-host-port",
  title: "X-Ray agent on a port of the node",
  why:
    "A host port or the host's network is refused by Pod Security, keeps a new agent from starting beside the old one in a rollout, and " +
    "opens the agent's signing port to all that reaches the node.",
  fix:
    "Use a ClusterIP Service with internalTrafficPolicy: Local, as the chart pmp-xray does, and point AWS_XRAY_DAEMON_ADDRESS to it; " +
    "then take out hostPort and hostNetwork.",
  level: "say",
  reads: "data",
  *find(file) {
    for (const { container, owner, platform } of daemonsOf(file)) {
      if (platform !== "kubernetes") continue;
      for (const port of itemsOf(nodeAt(container, "ports"))) {
        const host = textAt(port, "hostPort");
        if (host !== undefined) yield { start: startOf(port), end: endOf(port), message: `hostPort ${host}` };
      }
      const network = nodeAt(podSpecOf(owner), "hostNetwork");
      if (network !== undefined && textAt(podSpecOf(owner), "hostNetwork") === "true") {
        yield { start: startOf(network), end: endOf(network), message: "hostNetwork: true" };
      }
    }
  },
};
