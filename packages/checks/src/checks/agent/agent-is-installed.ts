import { defineCheck } from "../../check.ts";
import { agentSetExists } from "../../facts/daemon-set.ts";
import { workload } from "../../facts/workload.ts";

export const agentIsInstalled = defineCheck({
  name: "agent-is-installed",
  link: "agent",
  title: "an X-Ray agent runs beside the API",
  why: "Without an agent, segments go nowhere: UDP tells nobody.",
  fix: "Install the chart pmp-xray, or name the namespace that it is in by --namespace.",
  needs: { work: workload, hasSet: agentSetExists },
  where: { platforms: ["eks", "kubernetes"] },
  after: ["namespace-exists"],
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon.html"],
  *check({ work, hasSet }, target) {
    // A DaemonSet that no node takes is another fault: agent-where-the-api-runs names the reason.
    if (work.agents.length > 0 || hasSet) return;
    yield {
      message: `No pod in ${work.namespaces.join(", ")} runs an X-Ray daemon, an OpenTelemetry collector or a CloudWatch agent.`,
      object: `namespace ${target.namespace}`,
      fix: `helm upgrade --install pmp charts/pmp-xray -n ${target.namespace} --set region=${target.region}, or look into another namespace by --namespace`,
    };
  },
});
