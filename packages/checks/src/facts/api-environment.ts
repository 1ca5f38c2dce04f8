import { defineFact, NotRead } from "../fact.ts";
import { ecsTask } from "./ecs-task.ts";
import { agentKind } from "./parts/agent-kind.ts";
import { apiContainers, workload } from "./workload.ts";

/** The variables of the API's container that decide about tracing. */
export interface ApiEnvironment {
  /** The pod or the task definition. */
  readonly object: string;
  readonly env: Readonly<Record<string, string>>;
  /** Command and arguments. Empty: the image's own. */
  readonly command: readonly string[];
}

export const apiEnvironment = defineFact({
  name: "api-environment",
  title: "variables of the API's container",
  read: async ({ fact, target }): Promise<ApiEnvironment> => {
    if (target.platform === "ecs") {
      const task = await fact(ecsTask);
      const own = task.containers.filter((container) => agentKind(container) === undefined);
      const app = own.find(({ env }) => env.OTEL_SERVICE_NAME === target.service) ?? own[0];
      if (app === undefined) throw new NotRead("failed", "the task has no container of the API");
      return { object: `${task.arn} (${app.name})`, env: app.env, command: app.args };
    }
    const work = await fact(workload);
    const [first] = apiContainers(work);
    if (first === undefined) throw new NotRead("failed", "no pod of the API was found");
    const { pod, container } = first;
    return {
      object: `${pod.name} (${container.name})`,
      env: container.env,
      command: [...container.command, ...container.args],
    };
  },
});
