import assert from "node:assert/strict";
import { ECSClient, type Task } from "@aws-sdk/client-ecs";
import { clientConfig } from "../../../../local/aws.ts";
import { noTasks, steady } from "../../../../local/plugins/aws/ecs-tasks.ts";
import { awsRecorder } from "../../aws-recorder.ts";

const old = "arn:aws:ecs:us-east-1:123456789012:task-definition/api:1";
const wanted = "arn:aws:ecs:us-east-1:123456789012:task-definition/api:2";
const task = (taskDefinitionArn: string, lastStatus: string, more: Task = {}): Task => ({
  taskArn: `arn:aws:ecs:us-east-1:123456789012:task/c/${lastStatus}`,
  group: "service:api",
  taskDefinitionArn,
  lastStatus,
  ...more,
});
const service = { cluster: "c", service: "api" };
const deployment = { ...service, taskDefinition: wanted, desiredCount: 1 };

describe("local/plugins/aws/ecs-tasks", () => {
  /** The states in which the tasks are seen, one after the other; the last one stays. */
  async function seen(...states: readonly (readonly Task[])[]): Promise<{ client: ECSClient; looks: () => number }> {
    const aws = await awsRecorder();
    let at = 0;
    aws.answer({
      "ecs ListTasks": ({ desiredStatus }) => ({ output: { taskArns: desiredStatus === "RUNNING" ? ["t"] : [] } }),
      "ecs DescribeTasks": () => ({ output: { tasks: [...(states[Math.min(at++, states.length - 1)] ?? [])] } }),
    });
    return { client: new ECSClient(clientConfig(aws.url)), looks: () => at };
  }
  const soon = { timeoutMs: 10_000, pollMs: 1 };

  it("waits for the new tasks, and for the old ones to stop", async () => {
    const { client, looks } = await seen(
      [task(old, "RUNNING")],
      [task(wanted, "PENDING"), task(old, "RUNNING")],
      [task(wanted, "RUNNING"), task(old, "RUNNING")],
      [task(wanted, "RUNNING"), task(old, "STOPPED"), task(old, "RUNNING", { group: "service:other" })],
    );
    await steady(client, deployment, soon);
    assert.equal(looks(), 4);
  });

  it("fails at once with ECS's reason where a task can't start", async () => {
    const failed = task(wanted, "STOPPED", { stopCode: "TaskFailedToStart", stoppedReason: "no such image" });
    const { client } = await seen([task(old, "RUNNING"), failed]);
    await assert.rejects(steady(client, deployment, soon), /a task of .*api:2 can't start: no such image/);
  });

  it("fails after its time, with the state of each task", async () => {
    const { client } = await seen([task(wanted, "PENDING")]);
    await assert.rejects(
      steady(client, deployment, { timeoutMs: 20, pollMs: 1 }),
      /service api is not steady after 0\.02 s: PENDING PENDING/,
    );
  });

  it("waits until the last task has stopped", async () => {
    const { client, looks } = await seen([task(old, "RUNNING")], [task(old, "STOPPED")]);
    await noTasks(client, service, soon);
    assert.equal(looks(), 2);
  });
});
