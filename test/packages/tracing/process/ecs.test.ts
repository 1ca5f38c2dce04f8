import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { CONTAINER, TASK, TASK_ARN } from "../platform/ecs-answers.ts";
import { buildPackage, PACKAGE } from "../support/built.ts";
import { FakeAgent } from "../support/fake-agent.ts";
import { at, call, SAMPLED } from "../support/traced.ts";
import { Program } from "./support.ts";

describe("an app on ECS", () => {
  let agent: FakeAgent;
  let metadata: Server;
  let program: Program | undefined;
  let listener: RequestListener;
  let asked: number;

  before(buildPackage);
  beforeEach(async () => {
    agent = await FakeAgent.start();
    asked = 0;
    metadata = createServer((request, response) => {
      asked += 1;
      listener(request, response);
    }).listen(0, "127.0.0.1");
    await once(metadata, "listening");
  });
  afterEach(async () => {
    program?.kill("SIGKILL");
    await program?.ended;
    program = undefined;
    metadata.close().closeAllConnections();
    agent.close();
  });

  function start(file: string): Program {
    const address = metadata.address();
    const port = typeof address === "object" && address ? address.port : 0;
    program = new Program(
      file,
      Program.env(agent, {
        ECS_CONTAINER_METADATA_URI_V4: `http://127.0.0.1:${port}/v4/x`,
        AWS_EXECUTION_ENV: "AWS_ECS_FARGATE",
        OTEL_RESOURCE_ATTRIBUTES: "aws.log.group.names=/ecs/pmp-api/api&/ecs/pmp-api/agent",
      }),
    );
    return program;
  }

  it("has the fields of its task on its segments, soon after the start", async () => {
    listener = ({ url }, response) => response.end(JSON.stringify(url?.endsWith("/task") ? TASK : CONTAINER));
    const port = await start("app.mjs").port();
    for (let count = 1; ; count += 1) {
      await call(port, { headers: SAMPLED });
      const document = (await agent.documentsUntil(count)).at(-1);
      assert.equal(document?.origin, "AWS::ECS::Fargate");
      if (at(document, "aws", "ecs", "task_arn") !== TASK_ARN) continue;
      assert.equal(at(document, "aws", "ecs", "container_id"), CONTAINER.DockerId);
      return;
    }
  });

  it("listens and is traced while the metadata never comes, with what the environment says", async () => {
    listener = () => undefined;
    const port = await start("app.mjs").port();
    await call(port, { headers: SAMPLED });
    const [document] = await agent.documentsUntil(1);
    assert.equal(document?.origin, "AWS::ECS::Fargate");
    assert.deepEqual(at(document, "aws", "ecs"), { launch_type: "fargate" });
    assert.deepEqual(at(document, "aws", "cloudwatch_logs"), [
      { log_group: "/ecs/pmp-api/api" },
      { log_group: "/ecs/pmp-api/agent" },
    ]);
    assert.equal(asked, 2);
  });

  it("ends when its work is done: it waits for no answer", async () => {
    listener = () => undefined;
    const source = join(PACKAGE, "src/platform/ecs-metadata.ts");
    const address = metadata.address();
    const port = typeof address === "object" && address ? address.port : 0;
    // The time for the answer is longer than the test's.
    const code = `import { readEcsMetadata } from ${JSON.stringify(source)};
      void readEcsMetadata("http://127.0.0.1:${port}/v4/x", 600_000);`;
    await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code]);
  });
});
