import { defineCheck } from "../../check.ts";
import { agentService } from "../../facts/agent-service.ts";
import { workload } from "../../facts/workload.ts";

/** Port of an X-Ray agent, wherever nobody says otherwise. */
const USUAL = 2000;

export const serviceCarriesUdpAndTcp = defineCheck({
  name: "service-carries-udp-and-tcp",
  link: "network",
  title: "the agent's Service has the port that the API sends to, UDP and TCP",
  why: "Segments go over UDP, sampling rules come over TCP. Without TCP the API samples by its fallback.",
  fix: "Add the missing port to the Service.",
  needs: { service: agentService, work: workload },
  where: { modes: ["daemonset"] },
  sources: ["https://github.com/open-telemetry/opentelemetry-operator/issues/3261"],
  *check({ service, work }) {
    if (!service.exists) return;
    const port = Number(/^[^ ]+:(\d+)$/.exec(work.agentAddress ?? "")?.[1] ?? USUAL);
    const missing = ["UDP", "TCP"].filter(
      (protocol) => !service.ports.some((each) => each.port === port && each.protocol === protocol),
    );
    for (const protocol of missing) {
      yield {
        message: `Service ${service.name} has no ${protocol} port ${port}${port === USUAL ? "" : `, to which the API sends (${work.agentAddress})`}.`,
        object: `Service ${service.namespace}/${service.name}`,
        fix:
          port === USUAL
            ? `kubectl -n ${service.namespace} patch service ${service.name} --type=json -p '[{"op":"add","path":"/spec/ports/-","value":{"name":"xray-${protocol.toLowerCase()}","port":2000,"targetPort":2000,"protocol":"${protocol}"}}]'`
            : `Set AWS_XRAY_DAEMON_ADDRESS of the API to ${service.name}:${USUAL}.`,
      };
    }
  },
});
