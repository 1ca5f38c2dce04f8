import { defineCheck } from "../../check.ts";
import { agentService } from "../../facts/agent-service.ts";

export const serviceExists = defineCheck({
  name: "service-exists",
  link: "network",
  title: "the Service that the API sends to exists",
  why: "A DaemonSet has no name in DNS; its Service has.",
  fix: "Install the chart again: helm upgrade, or pulumi up.",
  needs: { service: agentService },
  where: { modes: ["daemonset"] },
  sources: ["https://kubernetes.io/docs/concepts/services-networking/service/"],
  *check({ service }) {
    if (service.exists) return;
    yield {
      message: `There is no Service ${service.name} in namespace ${service.namespace}.`,
      object: `Service ${service.namespace}/${service.name}`,
    };
  },
});
