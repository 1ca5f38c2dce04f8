import { defineCheck } from "../../check.ts";
import { agentConfig } from "../../facts/agent-config.ts";
import { agentContainers, workload } from "../../facts/workload.ts";
import { daemonSockets, receiver } from "../parts/agent-config.ts";

const LOCAL = /^(?:localhost|127\.|\[::1\])/;

export const agentListensForOthers = defineCheck({
  name: "agent-listens-for-others",
  link: "agent",
  title: "an agent for other pods listens on all addresses",
  why: "On 127.0.0.1, which is the default of each of the three agents, only its own pod reaches it.",
  fix: "Listen on 0.0.0.0:2000: flags -b and -t of the daemon, endpoint and proxy_server.endpoint of the collector's awsxray receiver.",
  needs: { work: workload, config: agentConfig },
  where: { modes: ["daemonset"] },
  sources: [
    "https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-configuration.html",
    "https://github.com/open-telemetry/opentelemetry-collector-contrib/issues/33896",
  ],
  *check({ work, config }, _target, { agent }) {
    const { args = [], ports = [] } = agentContainers(work)[0]?.container ?? {};
    const sockets = agent === "otelCollector" ? receiver(config.content) : daemonSockets(args, config.content);
    for (const [what, address] of Object.entries(sockets)) {
      if (address === undefined) continue;
      const port = Number(/:(\d+)$/.exec(address)?.[1] ?? NaN);
      const declared = ports.map((each) => each.port);
      // A Service leads to the ports that the pod declares.
      const elsewhere = declared.length > 0 && !Number.isNaN(port) && !declared.includes(port);
      if (!LOCAL.test(address) && !elsewhere) continue;
      yield {
        message: `The agent listens for ${what} on ${address}${elsewhere ? `, and its pod declares ${declared.length === 1 ? "port" : "ports"} ${[...new Set(declared)].join(", ")}` : ""}.`,
        object: `ConfigMap ${config.file}`,
        evidence: args.slice(0, 6),
      };
    }
  },
});
