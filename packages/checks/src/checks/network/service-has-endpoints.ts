import { defineCheck } from "../../check.ts";
import { agentService } from "../../facts/agent-service.ts";

export const serviceHasEndpoints = defineCheck({
  name: "service-has-endpoints",
  link: "network",
  title: "the agent's Service selects agents that are ready",
  why: "A Service without endpoints drops what is sent to it.",
  fix: "Compare the Service's selector with the labels of the agent's pods.",
  phase: "live",
  needs: { service: agentService },
  where: { modes: ["daemonset"] },
  after: ["agent-is-installed", "agent-is-ready", "agent-where-the-api-runs", "service-exists"],
  settles: { deadline: 30, every: 2 },
  sources: ["https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/"],
  *check({ service }) {
    if (!service.exists || service.endpoints.some(({ ready }) => ready)) return;
    const selector = Object.entries(service.selector).map(([key, value]) => `${key}=${value}`);
    yield {
      message: `Service ${service.name} has ${service.endpoints.length === 0 ? "no endpoint" : "no ready endpoint"}; it selects ${selector.join(",")}.`,
      object: `Service ${service.namespace}/${service.name}`,
      fix: `kubectl -n ${service.namespace} get pods -l ${selector.join(",")} -o wide`,
      settling: service.endpoints.length > 0,
    };
  },
});
