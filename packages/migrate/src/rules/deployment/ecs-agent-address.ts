import { itemsOf, nodeAt, textAt, textsOf } from "../../deployment/nodes.ts";
import { variablesOf } from "../../deployment/variables.ts";
import { taskDefinitionsOf } from "../../deployment/workloads.ts";
import type { DataRule } from "../../rule.ts";

const LOCAL = "127.0.0.1:2000";

export const ecsAgentAddress: DataRule = {
  name: "ecs-agent-address",
  title: "address of the X-Ray agent in ECS that does not resolve",
  why:
    "The name of a container resolves in network mode bridge with links only. In awsvpc, which Fargate needs, all containers of a task " +
    "share 127.0.0.1.",
  fix: `With networkMode awsvpc the address becomes ${LOCAL}. Without a networkMode a person decides: awsvpc and ${LOCAL}, or bridge and links.`,
  level: "edit",
  reads: "data",
  *find(file) {
    for (const { node } of taskDefinitionsOf(file)) {
      const mode = textAt(node, "networkMode");
      const definitions = nodeAt(node, "containerDefinitions");
      const containers = itemsOf(definitions);
      const names = containers.map((container) => textAt(container, "name"));
      const links = containers
        .flatMap((container) => textsOf(nodeAt(container, "links")))
        .map((link) => link.split(":").at(-1));
      const isIn = (start: number): boolean =>
        start >= (definitions?.range?.[0] ?? 0) && start < (definitions?.range?.[1] ?? 0);
      for (const variable of variablesOf(file)) {
        const { name, value, start, end } = variable;
        if (value === undefined) continue;
        const host = value.split(":")[0] ?? "";
        if (name !== "AWS_XRAY_DAEMON_ADDRESS" || !isIn(start) || /^(?:127\.|localhost$|\d+\.)/.test(host)) continue;
        // A name with dots is a service of its own, found by DNS.
        if (host.includes(".") || (mode === "bridge" && links.includes(host))) continue;
        const message = `${name}=${value} with ${mode === undefined ? "no networkMode" : `networkMode ${mode}`}${names.includes(host) ? "" : `, and no container ${host}`}`;
        const edits = mode === "awsvpc" ? variable.change(name, LOCAL) : undefined;
        yield { start, end, message, ...(edits !== undefined && { edits }) };
      }
    }
  },
};
