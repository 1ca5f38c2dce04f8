import { defineCheck } from "../../check.ts";
import { workload } from "../../facts/workload.ts";

export const addressIsTheAgents = defineCheck({
  name: "address-is-the-agents",
  link: "app",
  title: "the API sends to where the agent is",
  why: "Without the variable, SDKs send to 127.0.0.1:2000, where a sidecar is, and no DaemonSet.",
  fix: "Set AWS_XRAY_DAEMON_ADDRESS: xray-daemon:2000 with a DaemonSet, 127.0.0.1:2000 with a sidecar.",
  needs: { work: workload },
  where: { platforms: ["eks", "kubernetes"] },
  after: ["agent-is-installed", "address-is-well-formed"],
  sources: ["https://github.com/aws-samples/aws-xray-kubernetes/issues/6"],
  *check({ work }, target) {
    if (work.api.length === 0 || !work.configKnown) return;
    const address = work.agentAddress;
    const local = address === undefined || /^(?:127\.|localhost)/.test(address);
    const object = `Deployment of ${target.service} in namespace ${target.namespace}`;
    const [otlp] = work.api.flatMap(({ containers }) =>
      containers.flatMap(({ env }) => env.OTEL_EXPORTER_OTLP_ENDPOINT ?? []),
    );
    if (work.mode === "daemonset" && local && otlp === undefined) {
      yield {
        message: `The agent is a DaemonSet, and the API sends to ${address ?? "127.0.0.1:2000, as no address is set"}.`,
        object,
      };
    } else if (work.mode === "sidecar" && !local) {
      yield { message: `The agent is a sidecar, and the API sends to ${address}.`, object };
    }
  },
});
