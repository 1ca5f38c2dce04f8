import { defineFact, NotRead } from "../fact.ts";
import { agentAccount } from "./agent-account.ts";
import { ecsTask } from "./ecs-task.ts";
import { podIdentity } from "./pod-identity.ts";
import { agentContainers, workload } from "./workload.ts";

/** The role that is bound to the agent, by whatever names it. */
export interface BoundRole {
  readonly arn: string;
  /** An annotation of the service account, EKS Pod Identity, variables of the pod, or the task definition. */
  readonly by: "irsa" | "pod-identity" | "token" | "task";
}

export const boundRole = defineFact({
  name: "bound-role",
  title: "role that is bound to the agent",
  read: async ({ fact, target }): Promise<BoundRole> => {
    if (target.platform === "ecs") {
      const { taskRoleArn } = await fact(ecsTask);
      if (taskRoleArn !== undefined) return { arn: taskRoleArn, by: "task" };
      throw new NotRead("failed", "the task definition names no task role");
    }
    const account = await fact(agentAccount);
    if (account.roleArn !== undefined) return { arn: account.roleArn, by: "irsa" };
    const [agent] = agentContainers(await fact(workload));
    const ofPod = agent?.container.env.AWS_ROLE_ARN ?? "";
    if (ofPod.startsWith("arn:")) return { arn: ofPod, by: "token" };
    const associations = await fact(podIdentity).catch(() => []);
    const own = associations.find(
      ({ namespace, serviceAccount }) => namespace === account.namespace && serviceAccount === account.name,
    );
    if (own?.roleArn !== undefined) return { arn: own.roleArn, by: "pod-identity" };
    throw new NotRead("failed", "nothing binds a role to the agent's service account");
  },
});

/** The account in an ARN. */
export function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}
