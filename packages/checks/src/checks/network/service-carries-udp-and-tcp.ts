import { defineCheck } from "../../check.ts";
import { agentService } from "../../facts/agent-service.ts";

export const serviceCarriesUdpAndTcp = defineCheck({
  name: "service-carries-udp-and-tcp",
  link: "network",
  title: "the agent's Service has UDP 2000 and TCP 2000",
  why: "Segments go over UDP, sampling rules come over TCP. Without TCP the API samples by its fallback.",
  fix: "Add the missing port to the Service.",
  needs: { service: agentService },
  where: { modes: ["daemonset"] },
  sources: ["https://github.com/open-telemetry/opentelemetry-operator/issues/3261"],
  *check({ service }) {
    if (!service.exists) return;
    const missing = ["UDP", "TCP"].filter(
      (protocol) => !service.ports.some((port) => port.port === 2000 && port.protocol === protocol),
    );
    for (const protocol of missing) {
      yield {
        message: `Service ${service.name} has no ${protocol} port 2000.`,
        object: `Service ${service.namespace}/${service.name}`,
        fix: `kubectl -n ${service.namespace} patch service ${service.name} --type=json -p '[{"op":"add","path":"/spec/ports/-","value":{"name":"xray-${protocol.toLowerCase()}","port":2000,"targetPort":2000,"protocol":"${protocol}"}}]'`,
      };
    }
  },
});
