import { defineCheck } from "../../check.ts";
import { agentService } from "../../facts/agent-service.ts";

export const trafficStaysOnTheNode = defineCheck({
  name: "traffic-stays-on-the-node",
  link: "network",
  title: "each pod sends to the agent on its own node",
  why: "With another traffic policy segments cross nodes and zones, and one agent gets more than another.",
  fix: "Set internalTrafficPolicy of the Service to Local; the chart does.",
  severity: "warning",
  needs: { service: agentService },
  where: { modes: ["daemonset"], agents: ["xrayDaemon", "otelCollector"] },
  sources: ["https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/"],
  *check({ service }) {
    if (!service.exists || service.headless || service.internalTrafficPolicy === "Local") return;
    yield {
      message: `Service ${service.name} has internalTrafficPolicy ${service.internalTrafficPolicy}.`,
      object: `Service ${service.namespace}/${service.name}`,
      fix: `kubectl -n ${service.namespace} patch service ${service.name} -p '{"spec":{"internalTrafficPolicy":"Local"}}'`,
    };
  },
});
