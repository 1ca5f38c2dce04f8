import { defineCheck } from "../../check.ts";
import { ecsTask } from "../../facts/ecs-task.ts";
import { agentKind } from "../../facts/parts/agent-kind.ts";

export const taskTakesUdp = defineCheck({
  name: "task-takes-udp",
  link: "network",
  title: "the API reaches the agent in its task",
  why: "In awsvpc all containers share 127.0.0.1. In bridge mode the API needs a link, and the agent a port mapping for UDP.",
  fix: "In awsvpc leave AWS_XRAY_DAEMON_ADDRESS out, or set 127.0.0.1:2000.",
  needs: { task: ecsTask },
  where: { platforms: ["ecs"] },
  sources: [
    "https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-ecs.html",
    "https://github.com/aws-amplify/amplify-cli/issues/7713",
  ],
  *check({ task }) {
    const agent = task.containers.find((container) => agentKind(container) !== undefined);
    if (agent === undefined) return;
    if (agent.ports.length > 0 && !agent.ports.some(({ port, protocol }) => port === 2000 && protocol === "udp")) {
      yield {
        message: `Container ${agent.name} maps ${agent.ports.map(({ port, protocol }) => `${port}/${protocol}`).join(", ")}, and not 2000/udp.`,
        object: task.arn,
      };
    }
    for (const { name, env, links } of task.containers.filter((container) => agentKind(container) === undefined)) {
      const address = env.AWS_XRAY_DAEMON_ADDRESS;
      if (address === undefined || /^(?:127\.0\.0\.1|localhost):/.test(address)) continue;
      const linked = task.networkMode === "bridge" && links.some((link) => link.startsWith(agent.name));
      if (!linked)
        yield {
          message: `Container ${name} sends to ${address}; in network mode ${task.networkMode} the agent is at 127.0.0.1:2000.`,
          object: task.arn,
        };
    }
  },
});
