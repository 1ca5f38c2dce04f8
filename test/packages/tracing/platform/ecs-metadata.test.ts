import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { ecsAttributes, readEcsMetadata } from "../../../../packages/tracing/src/platform/ecs-metadata.ts";
import { toDocument } from "../../../../packages/tracing/src/segment/document.ts";
import { SpanKind } from "../../../../packages/tracing/testing.ts";
import { freePort } from "../support/fake-agent.ts";
import { problemsOf } from "../support/segment-schema.ts";
import { makeSpan } from "../support/spans.ts";
import { ATTRIBUTES, CONTAINER, TASK, TASK_ARN } from "./ecs-answers.ts";

const PATH = "/v4/cd189a933e5849daa93386466019ab50-2495160603";

describe("what the metadata endpoint of ECS says", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  /** The address of an endpoint on loopback; what it was asked is in `asked`. */
  async function endpoint(answer: RequestListener, asked: string[] = []): Promise<string> {
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      answer(request, response);
    }).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    const address = server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}${PATH}`;
  }

  const isTask = (url: string | undefined): boolean => url?.endsWith("/task") === true;
  const json = (container: unknown, task: unknown): RequestListener => {
    return ({ url }, response) => response.end(JSON.stringify(isTask(url) ? task : container));
  };

  it("is all of the container and its task, by two requests", async () => {
    const asked: string[] = [];
    assert.deepEqual(await readEcsMetadata(await endpoint(json(CONTAINER, TASK), asked)), ATTRIBUTES);
    assert.deepEqual(asked.sort(), [PATH, `${PATH}/task`]);
  });

  it("is a valid segment: with the origin, every field of aws.ecs, and every log group", () => {
    const resource = { "service.name": "pmp-api", "cloud.platform": "aws_ecs", ...ATTRIBUTES };
    const document = toDocument(makeSpan({ kind: SpanKind.SERVER, resource }));
    assert.deepEqual(problemsOf(document), []);
    assert.equal(document.origin, "AWS::ECS::Fargate");
    assert.deepEqual(document.aws?.ecs, {
      container: "api",
      container_id: CONTAINER.DockerId,
      container_arn: CONTAINER.ContainerARN,
      cluster_arn: TASK.Cluster,
      task_arn: TASK_ARN,
      task_family: "pmp-api",
      task_revision: "8",
      launch_type: "fargate",
      availability_zone: "us-west-2d",
    });
    assert.deepEqual(
      document.aws.cloudwatch_logs?.map((group) => group.log_group),
      ["/ecs/pmp-api/api", "/ecs/pmp-api/agent"],
    );
    assert.equal(document.metadata, undefined, "nothing is said twice");
  });

  it("is half of it where only one of the two answers", async () => {
    const without: RequestListener = ({ url }, response) =>
      isTask(url) ? response.writeHead(500).end("{}") : response.end(JSON.stringify(CONTAINER));
    const fromContainer = await readEcsMetadata(await endpoint(without));
    const fromTaskOnly = ["cloud.availability_zone", "aws.ecs.launchtype"];
    assert.deepEqual(fromContainer, {
      ...Object.fromEntries(Object.entries(ATTRIBUTES).filter(([name]) => !fromTaskOnly.includes(name))),
      "aws.log.group.names": ATTRIBUTES["aws.log.group.names"].slice(0, 1),
      "aws.log.group.arns": ATTRIBUTES["aws.log.group.arns"].slice(0, 1),
    });
    const fromTask = ecsAttributes({}, TASK);
    assert.equal(fromTask["aws.ecs.task.arn"], TASK_ARN);
    assert.equal(fromTask["container.id"], undefined);
  });

  it("is in any partition, and makes the ARN of a cluster that ECS names by its short name", () => {
    const arn = (text: string): string => text.replace("arn:aws:", "arn:aws-cn:").replaceAll("us-west-2", "cn-north-1");
    const found = ecsAttributes(
      { LogDriver: "awslogs", LogOptions: { "awslogs-group": "/a" }, ContainerARN: arn(CONTAINER.ContainerARN) },
      { Cluster: "default", TaskARN: arn(TASK_ARN), LaunchType: "EC2" },
    );
    assert.equal(found["aws.ecs.cluster.arn"], "arn:aws-cn:ecs:cn-north-1:111122223333:cluster/default");
    assert.deepEqual(found["aws.log.group.arns"], ["arn:aws-cn:logs:cn-north-1:111122223333:log-group:/a"]);
    assert.equal(found["aws.ecs.launchtype"], "ec2");
    assert.equal(found["aws.ecs.container.arn"], arn(CONTAINER.ContainerARN));
  });

  it("has no log group of another driver, and the region that the driver was given", () => {
    const { LogOptions, ...rest } = CONTAINER;
    assert.equal(
      ecsAttributes({ ...rest, LogDriver: "awsfirelens", LogOptions }, {})["aws.log.group.names"],
      undefined,
    );
    const elsewhere = { ...CONTAINER, LogOptions: { "awslogs-group": "/a", "awslogs-region": "eu-west-1" } };
    assert.deepEqual(ecsAttributes(elsewhere, {})["aws.log.group.arns"], [
      "arn:aws:logs:eu-west-1:111122223333:log-group:/a",
    ]);
  });

  it("is what there is where an emulator answers with the task at the container's address", async () => {
    const emulated = { ...TASK, Cluster: "default", Revision: 8, LaunchType: undefined, Containers: [{ Name: "api" }] };
    const uri = await endpoint(({ url }, response) =>
      isTask(url) ? response.writeHead(400).end("<Error/>") : response.end(JSON.stringify(emulated)),
    );
    assert.deepEqual(await readEcsMetadata(uri), {
      "cloud.region": "us-west-2",
      "cloud.account.id": "111122223333",
      "cloud.availability_zone": "us-west-2d",
      "aws.ecs.task.arn": TASK_ARN,
      "aws.ecs.task.family": "pmp-api",
      "aws.ecs.task.revision": "8",
      "aws.ecs.cluster.arn": "arn:aws:ecs:us-west-2:111122223333:cluster/default",
    });
  });

  const useless: [string, RequestListener][] = [
    ["not found", (_request, response) => void response.writeHead(404).end("no such container")],
    ["broken JSON", (_request, response) => void response.end('{"TaskARN": "arn:aws')],
    ["another JSON value", (_request, response) => void response.end('["TaskARN"]')],
    ["a redirect", (_request, response) => void response.writeHead(302, { location: `${PATH}/task` }).end("{}")],
    ["a connection that is closed", ({ socket }) => void socket.destroy()],
    [
      "more than any task has",
      (_request, response) => void response.end(JSON.stringify({ ...TASK, Extra: "x".repeat(300_000) })),
    ],
    [
      "fields of other types",
      json({ DockerId: 7, Labels: "x", LogOptions: [] }, { TaskARN: ["x"], Cluster: {}, Family: "", Containers: "x" }),
    ],
    ["ARNs that are none", json({ ContainerARN: "x" }, { TaskARN: "arn:aws:s3:::bucket" })],
  ];
  for (const [name, answer] of useless) {
    it(`is nothing, and no error: ${name}`, async () => {
      assert.deepEqual(await readEcsMetadata(await endpoint(answer), 10_000), {});
    });
  }

  it("is nothing where nobody listens, and for an address that is none", async () => {
    for (const uri of [
      `http://127.0.0.1:${await freePort()}/v4/x`,
      "http://",
      "169.254.170.2/v4",
      "file:///etc/x",
      "",
    ]) {
      assert.deepEqual(await readEcsMetadata(uri), {}, uri);
    }
  });

  it("is left out where it comes too late, one request without the other", async () => {
    const uri = await endpoint(({ url }, response) => {
      if (!isTask(url)) response.end(JSON.stringify(CONTAINER));
    });
    const found = await readEcsMetadata(uri, 300);
    assert.equal(found["container.id"], CONTAINER.DockerId);
    assert.equal(found["aws.ecs.launchtype"], undefined);
  });
});
