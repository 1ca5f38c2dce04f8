import { setTimeout as sleep } from "node:timers/promises";
import { DescribeTasksCommand, DesiredStatus, ListTasksCommand, type ECSClient, type Task } from "@aws-sdk/client-ecs";

interface Service {
  readonly cluster: string;
  readonly service: string;
}

interface Deployment extends Service {
  /** ARN of the revision that its tasks have to be of. */
  readonly taskDefinition: string;
  readonly desiredCount: number;
}

/** A task starts within seconds here; a pod may take its 30 s to end. */
const patience = { timeoutMs: 120_000, pollMs: 500 };

/**
 * Waits until all tasks of a service run the wanted revision, and none of another is left. The real provider waits for
 * the state of the deployment, which stays IN_PROGRESS in the emulator.
 *
 * @throws Error when a task of the revision can't start, or in time
 */
export async function steady(
  client: Pick<ECSClient, "send">,
  { taskDefinition, desiredCount, ...service }: Deployment,
  timing = patience,
): Promise<void> {
  await until(client, service, timing, (tasks) => {
    const failed = tasks.find(
      (task) => task.taskDefinitionArn === taskDefinition && task.stopCode === "TaskFailedToStart",
    );
    if (failed !== undefined) throw new Error(`a task of ${taskDefinition} can't start: ${failed.stoppedReason ?? ""}`);
    const left = tasks.filter(({ lastStatus }) => lastStatus !== "STOPPED");
    return (
      left.length === desiredCount &&
      left.every((task) => task.taskDefinitionArn === taskDefinition && task.lastStatus === "RUNNING")
    );
  });
}

/** Waits until every task of a service has stopped. */
export async function noTasks(client: Pick<ECSClient, "send">, service: Service, timing = patience): Promise<void> {
  await until(client, service, timing, (tasks) => tasks.every(({ lastStatus }) => lastStatus === "STOPPED"));
}

async function until(
  client: Pick<ECSClient, "send">,
  service: Service,
  { timeoutMs, pollMs }: typeof patience,
  holds: (tasks: readonly Task[]) => boolean,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const tasks = await tasksOf(client, service);
    if (holds(tasks)) return;
    if (Date.now() > deadline) {
      const states = tasks.map(({ taskArn, lastStatus }) => `${taskArn?.split("/").at(-1) ?? ""} ${lastStatus ?? ""}`);
      throw new Error(`service ${service.service} is not steady after ${timeoutMs / 1000} s: ${states.join(", ")}`);
    }
    await sleep(pollMs);
  }
}

/** All tasks of a service that ECS still knows, stopped ones too. */
async function tasksOf(client: Pick<ECSClient, "send">, { cluster, service }: Service): Promise<Task[]> {
  const lists = await Promise.all(
    [DesiredStatus.RUNNING, DesiredStatus.STOPPED].map((desiredStatus) =>
      client.send(new ListTasksCommand({ cluster, desiredStatus })),
    ),
  );
  const tasks = lists.flatMap(({ taskArns }) => taskArns ?? []);
  if (tasks.length === 0) return [];
  const { tasks: found = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks }));
  // A deleted service's tasks are listed by their cluster alone.
  return found.filter(({ group }) => group === `service:${service}`);
}
