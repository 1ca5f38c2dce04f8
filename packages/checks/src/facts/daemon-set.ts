import { AGENT_NAME } from "@pmp/model/aws";
import { z } from "zod";
import { defineFact, NotRead } from "../fact.ts";
import { DAEMON_SETS, rightTo } from "./parts/kinds.ts";
import { workload } from "./workload.ts";

/** The DaemonSet of the agent. */
export interface AgentDaemonSet {
  readonly name: string;
  readonly namespace: string;
  readonly exists: boolean;
  readonly wanted: number;
  readonly ready: number;
  readonly tolerations: readonly {
    readonly key?: string;
    readonly operator: string;
    readonly value?: string;
    readonly effect?: string;
  }[];
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly surge: boolean;
}

const strings = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});
const toleration = z.object({
  key: z.string().exactOptional(),
  operator: z.string().default("Equal"),
  value: z.string().exactOptional(),
  effect: z.string().exactOptional(),
});
const daemonSet = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    updateStrategy: z
      .object({ rollingUpdate: z.object({ maxSurge: z.union([z.string(), z.number()]).default(0) }).optional() })
      .prefault({}),
    template: z.object({
      spec: z.object({
        nodeSelector: strings,
        tolerations: z
          .array(toleration)
          .nullish()
          .transform((value) => value ?? []),
      }),
    }),
  }),
  status: z.object({ desiredNumberScheduled: z.number().default(0), numberReady: z.number().default(0) }).prefault({}),
});

export const agentDaemonSet = defineFact({
  name: "daemon-set",
  title: "DaemonSet of the agent",
  platform: "kubernetes",
  kubernetes: [rightTo("list", DAEMON_SETS)],
  read: async ({ kubernetes, fact, target }): Promise<AgentDaemonSet> => {
    const { mode, agents, namespaces } = await fact(workload);
    if (mode === "sidecar") throw new NotRead("unsupported", "the agent is a sidecar");
    const owner = agents.flatMap((pod) =>
      pod.owner?.startsWith("DaemonSet/") === true ? [pod.owner.slice(10)] : [],
    )[0];
    const name = owner ?? AGENT_NAME;
    const found = await Promise.all(namespaces.map((namespace) => kubernetes.list(DAEMON_SETS, { namespace })));
    const own = found
      .flat()
      .map((object) => daemonSet.parse(object))
      .find(({ metadata }) => metadata.name === name);
    if (own === undefined) {
      return {
        name,
        namespace: target.namespace,
        exists: false,
        wanted: 0,
        ready: 0,
        tolerations: [],
        nodeSelector: {},
        surge: false,
      };
    }
    const { metadata, spec, status } = own;
    const surge = spec.updateStrategy.rollingUpdate?.maxSurge ?? 0;
    return {
      name,
      namespace: metadata.namespace,
      exists: true,
      wanted: status.desiredNumberScheduled,
      ready: status.numberReady,
      tolerations: spec.template.spec.tolerations,
      nodeSelector: spec.template.spec.nodeSelector,
      surge: surge !== 0 && surge !== "0%",
    };
  },
});

/** Whether there is a DaemonSet of the agent, with pods or without; also known not to be where it can't be read. */
export const agentSetExists = defineFact({
  name: "daemon-set-exists",
  title: "whether the agent has a DaemonSet",
  platform: "kubernetes",
  read: async ({ fact }): Promise<boolean> => {
    try {
      return (await fact(agentDaemonSet)).exists;
    } catch (error) {
      if (error instanceof NotRead) return false;
      throw error;
    }
  },
});
