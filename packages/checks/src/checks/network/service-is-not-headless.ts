import { defineCheck } from "../../check.ts";
import { agentService } from "../../facts/agent-service.ts";

export const serviceIsNotHeadless = defineCheck({
  name: "service-is-not-headless",
  link: "network",
  title: "the agent has an address that stays",
  why: "A headless Service gives the addresses of pods, of any node; an API that keeps one sends to nobody after a rollout.",
  fix: "Give the Service an address of its own: it can't be changed in place, so delete it and install the chart again.",
  severity: "warning",
  certainty: "suggests",
  needs: { service: agentService },
  where: { modes: ["daemonset"] },
  sources: ["https://github.com/aws/aws-xray-daemon/issues/22"],
  *check({ service }) {
    if (service.exists && service.headless) {
      yield { message: `Service ${service.name} is headless.`, object: `Service ${service.namespace}/${service.name}` };
    }
  },
});
