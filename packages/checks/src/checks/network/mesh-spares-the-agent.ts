import { defineCheck } from "../../check.ts";
import { workload } from "../../facts/workload.ts";

export const meshSparesTheAgent = defineCheck({
  name: "mesh-spares-the-agent",
  link: "network",
  title: "a service mesh leaves port 2000 alone",
  why: "A mesh adds headers to the sampling calls, which breaks their signatures, and does not carry UDP.",
  fix: 'Annotate the API\'s pods: traffic.sidecar.istio.io/excludeOutboundPorts: "2000" (chart value api.podAnnotations).',
  severity: "warning",
  certainty: "suggests",
  needs: { work: workload },
  where: { modes: ["daemonset"] },
  sources: ["https://github.com/aws/aws-xray-daemon/issues/199", "https://github.com/istio/istio/issues/44843"],
  *check({ work }) {
    const meshed = work.api.filter(({ containers }) =>
      containers.some(({ name }) => name === "istio-proxy" || name === "linkerd-proxy"),
    );
    const wrong = meshed.filter(({ annotations }) => {
      const ports =
        annotations["traffic.sidecar.istio.io/excludeOutboundPorts"] ??
        annotations["config.linkerd.io/skip-outbound-ports"] ??
        "";
      return !ports
        .split(",")
        .map((port) => port.trim())
        .includes("2000");
    });
    if (wrong.length > 0) {
      yield {
        message: `${wrong.length} pods of the API are in a mesh that does not exclude port 2000.`,
        object: wrong.map(({ name }) => name).join(", "),
      };
    }
  },
});
