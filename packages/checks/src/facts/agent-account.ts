import { z } from "zod";
import { defineFact, NotRead } from "../fact.ts";
import { SERVICE_ACCOUNTS, rightTo } from "./parts/kinds.ts";
import { workload } from "./workload.ts";

/** The service account of the agent's pods. */
export interface AgentAccount {
  readonly name: string;
  readonly namespace: string;
  /** The account exists. */
  readonly exists: boolean;
  /** Role of its annotation eks.amazonaws.com/role-arn. */
  readonly roleArn?: string;
}

const account = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }),
});

export const agentAccount = defineFact({
  name: "agent-account",
  title: "service account of the agent",
  platform: "kubernetes",
  kubernetes: [rightTo("get", SERVICE_ACCOUNTS)],
  read: async ({ kubernetes, fact }): Promise<AgentAccount> => {
    const [agent] = (await fact(workload)).agents;
    if (agent === undefined) throw new NotRead("failed", "no pod of an agent was found");
    const { serviceAccount: name, namespace } = agent;
    const object = await kubernetes.get(SERVICE_ACCOUNTS, name, namespace);
    if (object === undefined) return { name, namespace, exists: false };
    const roleArn = account.parse(object).metadata.annotations["eks.amazonaws.com/role-arn"];
    return { name, namespace, exists: true, ...(roleArn !== undefined && { roleArn }) };
  },
});
