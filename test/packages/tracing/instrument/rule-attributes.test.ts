import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rule, type JsonObject } from "../support/fake-agent.ts";
import { at, call, Traced } from "../support/traced.ts";

describe("a central rule that looks at attributes", () => {
  let traced: Traced;
  before(async () => {
    const Attributes = { "user_agent.original": "curl/*", "url.scheme": "https" };
    traced = await Traced.start({}, [
      rule("by-curl", { Priority: 1, Attributes }),
      rule("rest", { Priority: 2, FixedRate: 0 }),
    ]);
    await traced.agent.until("the rules", () => traced.agent.calls.length > 0);
  });
  after(() => traced.stop());

  const rules = (): unknown[] =>
    traced.agent.documents.map((document) => at(document, "aws", "xray", "sampling_rule_name"));

  it("sees those of an incoming request, and decides only where all of them fit", async () => {
    const port = await traced.serve((_request, response) => response.end());
    const fitting = { "user-agent": "CURL/8.5", "x-forwarded-proto": "https" };
    // The first requests may come before the rules have been read.
    while (!rules().includes("by-curl")) {
      await call(port, { headers: fitting });
      await traced.tracing.flush();
    }
    traced.agent.documents.length = 0;
    await call(port, { headers: { ...fitting, "user-agent": "wget/1" } });
    await call(port, { headers: { ...fitting, "x-forwarded-proto": "http" } });
    await call(port, { headers: fitting });
    await traced.documents(1);
    assert.deepEqual(rules(), ["by-curl"]);
  });
});

describe("a rule of the plan", () => {
  function planFile(...fields: JsonObject[]): string {
    const rules = fields.map((each, i) => {
      const complete = rule(`rule-${i + 1}`, { Priority: i + 1, ...each });
      delete complete.Attributes;
      return complete;
    });
    const path = join(mkdtempSync(join(tmpdir(), "pmp-plan-")), "sampling-plan.json");
    writeFileSync(path, JSON.stringify({ version: 1, SamplingRules: rules }));
    return path;
  }

  /** The rules that decided about requests with these Host headers. */
  async function decided(traced: Traced, hosts: string[]): Promise<unknown[]> {
    // The plan decides: the agent has no rules.
    const port = await traced.serve((_request, response) => response.end());
    for (const host of hosts) await call(port, { headers: { host } });
    const documents = await traced.documents(hosts.length);
    const found = documents.map((document) => at(document, "aws", "xray", "sampling_rule_name"));
    await traced.stop();
    return found;
  }

  it("for ECS decides in a task of any launch type, whose segments have that launch type's origin", async () => {
    for (const [launchtype, origin] of [
      ["FARGATE", "AWS::ECS::Fargate"],
      ["EC2", "AWS::ECS::EC2"],
    ] as const) {
      const resource = { "service.name": "pmp-api", "cloud.platform": "aws_ecs", "aws.ecs.launchtype": launchtype };
      const plan = planFile({ ServiceType: origin, FixedRate: 1 }, { ServiceType: "AWS::ECS::Container" });
      const traced = await Traced.start({ planFile: plan, resource });
      assert.deepEqual(await decided(traced, ["shop"]), ["rule-2"]);
      assert.equal(traced.agent.documents[0]?.origin, origin);
    }
  });

  it("for a host with a port decides about that port alone", async () => {
    const plan = planFile({ Host: "shop:8080" }, { Host: "shop" }, {});
    const traced = await Traced.start({ planFile: plan });
    const hosts = ["shop:8080", "shop:9090", "shop", "other:8080"];
    assert.deepEqual(await decided(traced, hosts), ["rule-1", "rule-2", "rule-2", "rule-3"]);
  });
});
