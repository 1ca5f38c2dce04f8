import { kubernetesPolicy } from "../kit/policy.ts";
import { AGENT_PORT, agentServicePorts } from "./reading/agent.ts";
import { isUnset } from "./reading/fields.ts";

/** The TCP port: https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-nodejs-configuration.html */
export const agentServiceUdpAndTcp = kubernetesPolicy({
  name: "agent-service-udp-and-tcp",
  title: "A Service that accepts segments also serves sampling rules.",
  why: "SDKs fetch the sampling rules through the agent's TCP port. Without it they silently use one request per second and 5 %: all of your rules are ignored.",
  fix: "Add a port with protocol: TCP and the same number to the Service.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [],
  kinds: ["Service"],
  config: {
    port: AGENT_PORT,
  },
  *check(service, { port }) {
    const ports = agentServicePorts(service, port);
    if (ports === undefined) return;
    const tcp = ports.some((each) => each.port === port && (isUnset(each.protocol) || each.protocol === "TCP"));
    if (!tcp) yield { path: "spec.ports", message: `It has port ${port} for UDP only; allowed: UDP and TCP.` };
  },
});
