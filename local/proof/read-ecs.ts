import * as ecs from "@aws-sdk/client-ecs";
import * as sts from "@aws-sdk/client-sts";
import * as xray from "@aws-sdk/client-xray";
import { execa } from "execa";
import { z } from "zod";
import { clientConfig } from "../aws.ts";
import { ctrArgs } from "../cluster/processes.ts";
import type { Containerd } from "../cluster/import-images.ts";
import type { ClusterAccess } from "./read-cluster.ts";
import { inTask, insideTask, type TaskView } from "./in-task.ts";

/** A task that runs, as ECS describes it. */
export interface RunningTask {
  readonly id: string;
  readonly taskDefinitionArn: string;
  readonly containers: readonly { readonly name: string; readonly status: string }[];
}

/** What X-Ray has of one segment of the API. */
export interface SegmentPlace {
  readonly origin: string;
  readonly container: string;
  readonly logGroups: readonly string[];
}

const pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({
        containerStatuses: z
          .array(
            z.object({
              name: z.string(),
              containerID: z.string().optional(),
              state: z.object({ running: z.looseObject({}).optional() }),
            }),
          )
          .default([]),
      }),
    }),
  ),
});

const segment = z.object({
  name: z.string().optional(),
  type: z.string().optional(),
  origin: z.string().default(""),
  aws: z
    .object({
      ecs: z.looseObject({ container: z.string().default("") }).optional(),
      cloudwatch_logs: z.array(z.looseObject({ log_group: z.string().default("") })).default([]),
    })
    .optional(),
});

/** X-Ray takes so many ids in one call. https://docs.aws.amazon.com/xray/latest/api/API_BatchGetTraces.html */
const TRACES_PER_CALL = 5;

/** Reads the ECS side of the proof: from ECS, from the pod in which the emulator runs the task, and from X-Ray. */
export class EcsReader {
  private readonly ecs: ecs.ECSClient;
  private readonly xray: xray.XRayClient;
  private readonly endpoint: string;
  private readonly cluster: ClusterAccess;
  private readonly containerd: Containerd;

  constructor(endpoint: string, cluster: ClusterAccess, containerd: Containerd) {
    this.endpoint = endpoint;
    this.cluster = cluster;
    this.containerd = containerd;
    this.ecs = new ecs.ECSClient(clientConfig(endpoint));
    this.xray = new xray.XRayClient(clientConfig(endpoint));
  }

  /** The tasks of a service that have not stopped. */
  async tasks(cluster: string, service: string): Promise<RunningTask[]> {
    const lists = await Promise.all(
      [ecs.DesiredStatus.RUNNING, ecs.DesiredStatus.STOPPED].map((desiredStatus) =>
        this.ecs.send(new ecs.ListTasksCommand({ cluster, desiredStatus })),
      ),
    );
    const ids = lists.flatMap(({ taskArns = [] }) => taskArns);
    if (ids.length === 0) return [];
    const { tasks = [] } = await this.ecs.send(new ecs.DescribeTasksCommand({ cluster, tasks: ids }));
    return tasks
      .filter(({ group, lastStatus }) => group === `service:${service}` && lastStatus !== "STOPPED")
      .map((task) => ({
        id: task.taskArn?.split("/").at(-1) ?? "",
        taskDefinitionArn: task.taskDefinitionArn ?? "",
        containers: (task.containers ?? []).map(({ name, lastStatus }) => ({
          name: name ?? "",
          status: lastStatus ?? "",
        })),
      }));
  }

  /** Names of variables in a task definition that would be AWS keys of its own. */
  async staticKeys(taskDefinition: string): Promise<string[]> {
    const { taskDefinition: found } = await this.ecs.send(new ecs.DescribeTaskDefinitionCommand({ taskDefinition }));
    const names = (found?.containerDefinitions ?? []).flatMap(({ environment = [], secrets = [] }) =>
      [...environment, ...secrets].map(({ name }) => name ?? ""),
    );
    return names.filter((name) => /^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE)$/.test(name));
  }

  stopTask(cluster: string, task: string) {
    return this.ecs.send(new ecs.StopTaskCommand({ cluster, task, reason: "a new task gets a new agent" }));
  }

  /** What the API's container of a task sees: its loopback, its address, its role. */
  async view(task: string): Promise<TaskView> {
    const { name } = await this.pod(task);
    const { stdout } = await this.kubectl("exec", name, "--container", "api", "--", "node", "--eval", inTask);
    return insideTask.parse(JSON.parse(stdout));
  }

  /** Who STS says that the session is. */
  async caller({ accessKeyId, secretAccessKey, sessionToken }: TaskView["session"]): Promise<string> {
    const client = new sts.STSClient({
      ...clientConfig(this.endpoint),
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    return (await client.send(new sts.GetCallerIdentityCommand({}))).Arn ?? "";
  }

  /** Whether a container of a task runs, as the node sees it: ECS in the emulator doesn't notice when one ends. */
  async runs(task: string, container: string): Promise<boolean> {
    return (await this.pod(task)).containers.some(({ name, running }) => name === container && running);
  }

  /** Kills a container of a task, as a crash would. */
  async kill(task: string, container: string): Promise<void> {
    const found = (await this.pod(task)).containers.find(({ name }) => name === container);
    if (found?.id === undefined) throw new Error(`task ${task} has no container ${container} that runs`);
    const { ctr, data } = this.containerd;
    await execa(ctr, [...ctrArgs({ data }), "task", "kill", "--signal", "SIGKILL", found.id]);
  }

  /** Where X-Ray says that the segments of a service came from, by their traces. */
  async places(service: string, traceIds: readonly string[]): Promise<SegmentPlace[]> {
    const places: SegmentPlace[] = [];
    for (let at = 0; at < traceIds.length; at += TRACES_PER_CALL) {
      const TraceIds = traceIds.slice(at, at + TRACES_PER_CALL);
      const { Traces = [] } = await this.xray.send(new xray.BatchGetTracesCommand({ TraceIds }));
      const documents = Traces.flatMap(({ Segments = [] }) => Segments.map(({ Document = "{}" }) => Document));
      for (const document of documents.map((text) => segment.parse(JSON.parse(text)))) {
        if (document.name !== service || document.type === "subsegment") continue;
        places.push({
          origin: document.origin,
          container: document.aws?.ecs?.container ?? "",
          logGroups: (document.aws?.cloudwatch_logs ?? []).map((group) => group.log_group),
        });
      }
    }
    return places;
  }

  private async pod(task: string) {
    const selector = `fakecloud-ecs-task=${task}`;
    const { stdout } = await this.kubectl("get", "pods", "--selector", selector, "--output", "json");
    const [pod] = pods.parse(JSON.parse(stdout)).items;
    if (pod === undefined) throw new Error(`task ${task} has no pod`);
    return {
      name: pod.metadata.name,
      containers: pod.status.containerStatuses.map(({ name, containerID, state }) => ({
        name,
        id: containerID?.replace("containerd://", ""),
        running: state.running !== undefined,
      })),
    };
  }

  private kubectl(...args: readonly string[]) {
    const { kubectl, kubeconfig, namespace } = this.cluster;
    return execa(kubectl, ["--kubeconfig", kubeconfig, "--namespace", namespace, ...args]);
  }
}
