import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EcsReader } from "../../../local/proof/read-ecs.ts";
import { script, temporaryFolder } from "../../packages/tools/support.ts";
import { awsRecorder, type AwsRecorder } from "../aws-recorder.ts";
import { fakeKubectl, type KubectlAnswer } from "../kubectl.ts";

const json = (value: unknown) => JSON.stringify(value);
const POD = {
  metadata: { name: "fakecloud-ecs-t1" },
  status: {
    containerStatuses: [
      { name: "api", containerID: "containerd://c-api", state: { running: { startedAt: "now" } } },
      { name: "xray-daemon", containerID: "containerd://c-agent", state: { terminated: { exitCode: 137 } } },
    ],
  },
};
const THE_POD: KubectlAnswer = { when: "get pods --selector fakecloud-ecs-task=t1", stdout: json({ items: [POD] }) };
const SESSION = { roleArn: "arn:role", accessKeyId: "ASIATASK", secretAccessKey: "s", sessionToken: "t" };

describe("local/proof/read-ecs", () => {
  let aws: AwsRecorder;
  before(async () => {
    aws = await awsRecorder();
  });

  async function reader(...answers: KubectlAnswer[]) {
    const kubectl = await fakeKubectl(answers);
    const dir = await temporaryFolder();
    const ctr = await script(join(dir, "ctr"), `printf '%s\\n' "$@" > '${dir}/args'`);
    const access = { kubectl: kubectl.file, kubeconfig: "/w/kube config", namespace: "ecs-tasks" };
    const ecs = new EcsReader(aws.url, access, { ctr, data: dir });
    return {
      ecs,
      kubectl: () => kubectl.calls().map(({ args }) => args.slice(4)),
      ctr: () => readFileSync(`${dir}/args`, "utf8"),
    };
  }

  it("reads the tasks of one service that have not stopped, also those that are wanted to stop", async () => {
    const arn = (id: string) => `arn:aws:ecs:us-east-1:123456789012:task/c/${id}`;
    const task = (id: string, more: object = {}) => ({
      taskArn: arn(id),
      taskDefinitionArn: "arn:definition:7",
      group: "service:pmp-api",
      lastStatus: "RUNNING",
      containers: [{ name: "api", lastStatus: "RUNNING" }, { name: "xray-daemon" }],
      ...more,
    });
    const tasks = [task("t1"), task("t2", { lastStatus: "STOPPED" }), task("t3", { group: "service:other" })];
    aws.answer({
      "ecs ListTasks": ({ desiredStatus }) => ({
        output: { taskArns: desiredStatus === "RUNNING" ? [arn("t1"), arn("t3")] : [arn("t2")] },
      }),
      "ecs DescribeTasks": { output: { tasks } },
    });
    const { ecs } = await reader();
    const containers = [
      { name: "api", status: "RUNNING" },
      { name: "xray-daemon", status: "" },
    ];
    assert.deepEqual(await ecs.tasks("c", "pmp-api"), [
      { id: "t1", taskDefinitionArn: "arn:definition:7", containers },
    ]);
    assert.deepEqual(aws.calls.at(-1)?.input, { cluster: "c", tasks: [arn("t1"), arn("t3"), arn("t2")] });
    aws.answer({});
    assert.deepEqual(await ecs.tasks("c", "pmp-api"), []);
    assert.ok(
      aws.calls.every(({ call }) => call === "ecs ListTasks"),
      "nothing is described where nothing is",
    );
  });

  it("finds AWS keys in a definition, in variables and in secrets of any container", async () => {
    const containerDefinitions = [
      {
        environment: [
          { name: "AWS_REGION", value: "x" },
          { name: "AWS_ACCESS_KEY_ID", value: "x" },
        ],
      },
      { secrets: [{ name: "AWS_SESSION_TOKEN", valueFrom: "arn" }] },
    ];
    aws.answer({ "ecs DescribeTaskDefinition": { output: { taskDefinition: { containerDefinitions } } } });
    const { ecs } = await reader();
    assert.deepEqual(await ecs.staticKeys("d:1"), ["AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN"]);
  });

  it("asks the API's container what it sees, and fails on an answer of another shape", async () => {
    const view = { loopback: "open", address: "ECONNREFUSED", rules: 8, session: SESSION };
    const { ecs, kubectl } = await reader(THE_POD, { when: "exec fakecloud-ecs-t1", stdout: json(view) });
    assert.deepEqual(await ecs.view("t1"), view);
    assert.deepEqual(kubectl().at(-1)?.slice(0, 7), [
      "exec",
      "fakecloud-ecs-t1",
      "--container",
      "api",
      "--",
      "node",
      "--eval",
    ]);
    const half = await reader(THE_POD, { when: "exec", stdout: json({ ...view, session: {} }) });
    await assert.rejects(half.ecs.view("t1"), /accessKeyId/);
  });

  it("asks STS by the task's own session", async () => {
    aws.answer({ "sts GetCallerIdentity": { output: { Arn: "arn:aws:sts::1:assumed-role/pmp-api-task/t1" } } });
    const { ecs } = await reader();
    assert.equal(await ecs.caller(SESSION), "arn:aws:sts::1:assumed-role/pmp-api-task/t1");
    assert.deepEqual(
      aws.calls.map(({ call }) => call),
      ["sts GetCallerIdentity"],
    );
  });

  it("sees on the node that a container has ended, and kills one that runs by its own id", async () => {
    const { ecs, ctr } = await reader(THE_POD);
    assert.deepEqual(await Promise.all(["api", "xray-daemon", "no"].map((name) => ecs.runs("t1", name))), [
      true,
      false,
      false,
    ]);
    await ecs.kill("t1", "api");
    assert.match(ctr(), /\ntask\nkill\n--signal\nSIGKILL\nc-api\n$/);
    await assert.rejects(ecs.kill("t1", "no"), /^Error: task t1 has no container no that runs$/);
    const { ecs: without } = await reader({ when: "get pods", stdout: json({ items: [] }) });
    await assert.rejects(without.runs("t1", "api"), /^Error: task t1 has no pod$/);
  });

  it("reads origin, container and log groups of the service's own segments, five traces at a time", async () => {
    const segment = (more: object) => ({ Document: json({ name: "pmp-api", ...more }) });
    const aws_ = { ecs: { container: "api" }, cloudwatch_logs: [{ log_group: "/ecs/pmp-api/api" }, {}] };
    aws.answer({
      "xray Traces": ({ TraceIds }) => ({
        output: {
          Traces: (TraceIds as string[]).includes("1-0")
            ? [
                { Segments: [segment({ origin: "AWS::ECS::Fargate", aws: aws_ }), segment({ name: "other" })] },
                { Segments: [segment({ type: "subsegment" }), segment({})] },
              ]
            : [],
        },
      }),
    });
    const { ecs } = await reader();
    const places = await ecs.places("pmp-api", ["1-0", "1-1", "1-2", "1-3", "1-4", "1-5"]);
    assert.deepEqual(places, [
      { origin: "AWS::ECS::Fargate", container: "api", logGroups: ["/ecs/pmp-api/api", ""] },
      { origin: "", container: "", logGroups: [] },
    ]);
    assert.deepEqual(
      aws.calls.map(({ input }) => (input.TraceIds as string[]).length),
      [5, 1],
    );
  });
});
