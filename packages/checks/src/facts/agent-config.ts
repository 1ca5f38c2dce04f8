import { parse } from "yaml";
import { z } from "zod";
import { defineFact, NotRead } from "../fact.ts";
import { CONFIG_MAPS, rightTo } from "./parts/kinds.ts";
import { agentContainers, workload } from "./workload.ts";

/** The configuration that the agent reads, as far as it is in a ConfigMap of the chart. */
export interface AgentConfig {
  readonly file: string;
  /** Parsed YAML; undefined when it is none. */
  readonly content: Readonly<Record<string, unknown>> | undefined;
}

const configMap = z.object({ data: z.record(z.string(), z.string()).default({}) });

/** The ConfigMap of charts/pmp-xray. */
const CHART_CONFIG = "xray-config";

export const agentConfig = defineFact({
  name: "agent-config",
  title: "configuration file of the agent",
  platform: "kubernetes",
  kubernetes: [rightTo("get", CONFIG_MAPS)],
  read: async ({ kubernetes, fact }): Promise<AgentConfig> => {
    const [agent] = agentContainers(await fact(workload));
    if (agent === undefined) throw new NotRead("failed", "no pod of an agent was found");
    const file = agent.container.args
      .map((arg) => /([\w.-]+\.ya?ml)$/.exec(arg)?.[1])
      .find((name) => name !== undefined);
    if (file === undefined) throw new NotRead("unsupported", "the agent is given no configuration file");
    const found = await kubernetes.get(CONFIG_MAPS, CHART_CONFIG, agent.pod.namespace);
    if (found === undefined) throw new NotRead("unsupported", `there is no ConfigMap ${CHART_CONFIG}`);
    const text = configMap.parse(found).data[file];
    if (text === undefined) throw new NotRead("unsupported", `ConfigMap ${CHART_CONFIG} has no ${file}`);
    const content: unknown = parse(text);
    const isMap = typeof content === "object" && content !== null && !Array.isArray(content);
    return { file, content: isMap ? (content as Record<string, unknown>) : undefined };
  },
});
