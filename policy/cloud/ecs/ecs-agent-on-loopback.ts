import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { list, record } from "../../kit/read.ts";
import { command, containers, environment, isAgent, isDaemon, TASK_DEFINITION, type Container } from "./task.ts";

export const ecsAgentOnLoopback = resourcePolicy({
  name: "ecs-agent-on-loopback",
  title: "An agent beside an API listens on the task's loopback only, and maps no port.",
  why: "TCP 2000 signs whatever it is sent with the task's role. In awsvpc the containers of a task share their loopback; an agent on 0.0.0.0 is on the task's network interface, which only the security group then keeps from others.",
  fix: "Daemon: command -b 127.0.0.1:2000 -t 127.0.0.1:2000, behind the image's own arguments, which say 0.0.0.0. Collector: endpoints on 127.0.0.1 in its configuration. No port mapping of 2000 in either.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [wellArchitected("SEC05-BP02")],
  types: [TASK_DEFINITION],
  *check(task) {
    const all = containers(task) ?? [];
    // An agent alone in its task, a daemon service, has to be reached from outside.
    if (all.every(isAgent)) return;
    for (const agent of all.filter(isAgent)) {
      const { path, name, definition } = agent;
      for (const [index, mapping] of list(definition.portMappings).entries()) {
        if (record(mapping).containerPort !== 2000) continue;
        yield { path: `${path}.portMappings[${index}]`, message: `Agent ${name} maps port 2000.` };
      }
      const open = isDaemon(agent) ? daemonListens(agent) : collectorListens(agent);
      if (open !== undefined) yield { path: `${path}.${open.at}`, message: `Agent ${name} ${open.how}.` };
    }
  },
});

interface Open {
  readonly at: string;
  readonly how: string;
}

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\]):/;

/** The last of an option's values counts. */
function daemonListens({ definition }: Container): Open | undefined {
  const words = command(definition);
  const sockets = { UDP: ["-b", "--bind"], TCP: ["-t", "--bind-tcp"] };
  for (const [protocol, options] of Object.entries(sockets)) {
    const at = words.findLastIndex((word) => options.includes(word));
    const address = at < 0 ? "the image's own 0.0.0.0:2000" : (words[at + 1] ?? "nothing");
    if (!LOOPBACK.test(address)) return { at: "command", how: `listens for ${protocol} on ${address}` };
  }
  return undefined;
}

/** Without a configuration of its own, the collector's image has one that listens everywhere. */
function collectorListens({ definition }: Container): Open | undefined {
  const config = environment(definition).AOT_CONFIG_CONTENT;
  if (config === undefined) {
    if (command(definition).length > 0) return undefined;
    return { at: "environment", how: "has the image's own configuration, which listens on 0.0.0.0:2000" };
  }
  const [found] = /0\.0\.0\.0:\d+|\[::\]:\d+/.exec(config) ?? [];
  return found === undefined ? undefined : { at: "environment", how: `listens on ${found}` };
}
