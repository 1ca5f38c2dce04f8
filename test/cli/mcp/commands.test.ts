import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ElicitResult } from "@modelcontextprotocol/sdk/types.js";
import { root } from "../support/program.ts";
import { stsAnswering } from "../support/sts-server.ts";
import { connect, type Connected } from "./support/client.ts";

const GOLDEN = "test/charts/golden/prod-xrayDaemon-as-daemonset.yaml";

describe("pmp-xray mcp: commands", function () {
  this.timeout(240_000);
  let server: Connected;
  before(async () => {
    server = await connect(["--stack", "prod"]);
  });
  after(() => server.close());

  it("describes every tool: arguments, answer, and what it does to the outside", async () => {
    const { tools } = await server.client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      [
        ...["list_traces", "get_trace", "trace_logs", "service_map", "sampling_rules", "explain_sampling"],
        ...["doctor", "verify", "policy", "cost"],
      ],
    );
    for (const { name, description = "", inputSchema, outputSchema, annotations } of tools) {
      assert.ok(description.length > 50, name);
      assert.equal(inputSchema.additionalProperties, false, name);
      assert.ok(outputSchema?.required?.includes("leftOut"), name);
      assert.equal(annotations?.readOnlyHint, name !== "verify", name);
      assert.equal(annotations.destructiveHint, false, name);
    }
    assert.match(server.client.getInstructions() ?? "", /leftOut/);
  });

  it("forecasts the cost of the example stack", async () => {
    const { stacks } = await server.answer("cost");
    assert.match(
      JSON.stringify(stacks),
      /^\[\{"stack":"prod","monthlyUsd":\d+\.\d+,.*"calculation":\["A month of 30 days/,
    );
    assert.match(await server.refusal("cost", { stacks: ["nowhere"] }), /^There is no stack nowhere; there are dev, /);
    assert.match(
      await server.refusal("cost", { stacks: ["--json"] }),
      /^stacks\.0: got "--json"; allowed: the name of a stack\.$/,
    );
  });

  it("checks Kubernetes objects, as files of the project or as text, and reads no other files", async () => {
    const { passed, violations } = await server.answer("policy", { files: [GOLDEN] });
    assert.equal(passed, false);
    assert.match(JSON.stringify(violations), /"policy":"image-from-allowed-registry".*"fix":"Push the image/);
    const manifests = readFileSync(join(root, GOLDEN), "utf8");
    const same = await server.answer("policy", { manifests });
    assert.equal((same.violations as unknown[]).length, (violations as unknown[]).length);
    for (const file of ["/etc/passwd", "../../etc/passwd", "-"]) {
      assert.match(
        await server.refusal("policy", { files: [file] }),
        /^files: got .*; allowed: files below .*manifests instead\.$/,
      );
    }
    assert.match(await server.refusal("policy"), /^policy needs either files or manifests\./);
  });

  it("says what doctor lacks: credentials, and a cluster", async () => {
    assert.match(await server.refusal("doctor"), /^No AWS credentials: .* Log in by `aws sso login`/);
    const caller =
      "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:root</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>";
    const sts = await stsAnswering(200, caller);
    const other = await connect(["--endpoint-url", sts.url, "--region", "us-east-1"], {
      env: { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", PATH: "/nonexistent" },
    });
    try {
      assert.match(await other.refusal("doctor", { namespace: "pmp" }), /^kubectl is not on PATH\. Install it /);
      // Without kubectl, ECS is looked at as far as this AWS answers.
      const report = await other.answer("doctor", { ecs_service: "pmp-api", cluster: "pmp" });
      assert.match(String(report.verdict), /^Nothing that was looked at is broken|^The first broken link is /);
      assert.ok((report.notLookedAt as unknown[]).length > 0);
    } finally {
      await other.close();
      await sts.close();
    }
    assert.match(
      await server.refusal("doctor", { only: ["alarms-have-action"] }),
      /^There is no check alarms-have-action\. Did you mean alarms-have-actions\?/,
    );
    assert.match(await server.refusal("doctor", { namespace: "--save=x" }), /^namespace: got "--save=x"; allowed: /);
  });

  it("sends nothing by verify before the user has agreed", async () => {
    const refused = await server.refusal("verify");
    assert.match(
      refused,
      /^confirm: got false; allowed: true, once the user has agreed\. Nothing was sent\. verify sends GET requests/,
    );
    // With it, verify begins, and finds no credentials.
    assert.match(await server.refusal("verify", { confirm: true }), /^No AWS credentials: /);
  });

  it("asks the user itself where the client can, whatever the agent confirms", async () => {
    const questions: string[] = [];
    let reply: ElicitResult = { action: "decline" };
    const asked = await connect(["--stack", "prod"], {
      elicit: (message) => {
        questions.push(message);
        return reply;
      },
    });
    try {
      const arguments_ = { confirm: true, paths: ["/api/orders"], requests: 3 };
      assert.match(await asked.refusal("verify", arguments_), /^The user did not agree\. Nothing was sent\./);
      reply = { action: "accept", content: { send: false } };
      assert.match(await asked.refusal("verify", arguments_), /^The user did not agree\. Nothing was sent\./);
      reply = { action: "accept", content: { send: true } };
      assert.match(await asked.refusal("verify", arguments_), /^No AWS credentials: /);
      assert.equal(questions.length, 3);
      assert.match(
        questions[0]!,
        /^pmp-xray verify of prod sends GET requests .*3 requests to each of the health path, \/api\/orders\. Send them\?$/,
      );
    } finally {
      await asked.close();
    }
  });
});
