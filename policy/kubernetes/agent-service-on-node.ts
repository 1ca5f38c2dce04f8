import { kubernetesPolicy } from "../kit/policy.ts";
import { record } from "../kit/read.ts";
import { AGENT_PORT, agentServicePorts } from "./reading/agent.ts";
import { isUnset, shown } from "./reading/fields.ts";

export const agentServiceOnNode = kubernetesPolicy({
  name: "agent-service-on-node",
  title: "Segments go to the agent on their own node.",
  why: "A Service that chooses any agent of the cluster sends segments over the network between zones, where UDP loses them silently, and agents get the load of other nodes. A headless Service, or one that can be reached from outside, does that too.",
  fix: "Give the Service internalTrafficPolicy: Local, type ClusterIP and an address (no clusterIP: None).",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [],
  kinds: ["Service"],
  config: {
    port: AGENT_PORT,
  },
  *check(service, { port }) {
    if (agentServicePorts(service, port) === undefined) return;
    const { type, clusterIP, internalTrafficPolicy: policy } = record(service.content.spec);
    if (!isUnset(type) && type !== "ClusterIP") {
      yield { path: "spec.type", message: `type ${shown(type)}; allowed for an X-Ray agent: "ClusterIP".` };
    }
    if (clusterIP === "None") {
      yield {
        path: "spec.clusterIP",
        message: `clusterIP is "None"; allowed for an X-Ray agent: an address, or not set.`,
      };
    }
    if (policy !== "Local") {
      const message = `internalTrafficPolicy ${shown(policy)}; allowed for an X-Ray agent: "Local".`;
      yield { path: "spec.internalTrafficPolicy", message };
    }
  },
});
