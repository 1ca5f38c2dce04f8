import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { openStack, up } from "../../local/stack/stack.ts";
import { EngineAws } from "./support/engine-aws.ts";
import { operations } from "./support/engine-events.ts";
import { endLeftovers, startEngineSetup, type EngineSetup } from "./support/engine-setup.ts";
import { repository } from "./support/npm.ts";

const WRITE_ACTIONS = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
];

describe("the program under the real engine, against the AWS emulator", function () {
  // Each operation is several processes; on a machine that must compile the tools first, that comes on top.
  this.timeout(600_000);
  let setup: EngineSetup;
  const stackFile = readFileSync(join(repository, "Pulumi.local.yaml"), "utf8");
  const paths = () => setup.target.paths;

  before("engine, emulator, plugins", async function () {
    this.timeout(75 * 60_000);
    setup = await startEngineSetup();
  });

  after(async () => {
    await setup.stop();
  });

  async function open(change: (config: Record<string, unknown>) => void = () => undefined): Promise<Stack> {
    const file = parse(stackFile) as { config: Record<string, unknown> };
    change(file.config);
    return await openStack(setup.target, stringify(file), setup.settings);
  }

  const aws = () => new EngineAws(setup.endpoint);

  const EVERYTHING = [
    "alarm pmp-api-error-rate",
    "alarm pmp-api-fault-rate",
    "alarm pmp-api-no-traces",
    "alarm pmp-api-page",
    "alarm pmp-api-slow-share",
    "dashboard pmp-tracing",
    "group pmp-api-all",
    "group pmp-api-auth",
    "group pmp-api-errors",
    "group pmp-api-fail",
    "group pmp-api-faults",
    "group pmp-api-slow",
    "group pmp-api-stripe",
    "group pmp-api-subscriptions",
    "issuer issuer.example.com",
    "policy PMPXRayAccess",
    "policy PMPXRayRead",
    "role pmp-xray-daemon",
    "rule pmp-api-auth",
    "rule pmp-api-default-traffic",
    "rule pmp-api-fail",
    "rule pmp-api-health",
    "rule pmp-api-stripe",
    "rule pmp-api-subscriptions",
    "topic pmp-tracing-alarms",
  ];

  it("an up that is killed in the middle is repaired by the next one", async () => {
    await open();
    writeFileSync(setup.killFile, "");
    await execa(process.execPath, [join(import.meta.dirname, "support", "up-once.ts"), JSON.stringify(setup.target)], {
      reject: false,
    });
    assert.ok(!existsSync(setup.killFile), "the engine was killed");
    endLeftovers(join(setup.dir, "cluster"));
    assert.notDeepEqual(await aws().everything(), []);

    const stack = await open();
    // The killed engine could not take off its lock.
    await stack.cancel();
    // The DaemonSet was made, and nobody has noted it down.
    await assert.rejects(up(stack, paths()), /xray-daemon" already exists/);
    const upgrading = readFileSync(join(repository, "docs", "upgrading.md"), "utf8");
    const [, variable = ""] = /^([A-Z0-9_]+)=true pulumi up /m.exec(upgrading) ?? [];
    process.env[variable] = "true";
    const { changes } = await up(stack, paths()).finally(() => Reflect.deleteProperty(process.env, variable));
    // The Kubernetes provider, which has the variable among its inputs; the run after it takes that back.
    assert.equal(changes.update, 1);
    const { same, ...others } = (await up(stack, paths())).changes;
    assert.ok(same !== undefined);
    assert.deepEqual(others, { update: 1 });
    assert.equal(changes.delete ?? 0, 0);
    assert.deepEqual(await aws().everything(), EVERYTHING);
  });

  it("a preview right after it has nothing to do", async () => {
    const { changeSummary } = await (await open()).preview();
    assert.deepEqual(Object.keys(changeSummary), ["same"]);
  });

  it("the rules are looked at in the order of the plan", async () => {
    assert.deepEqual(
      (await aws().rules()).map(({ RuleName }) => RuleName),
      [
        "pmp-api-stripe",
        "pmp-api-subscriptions",
        "pmp-api-auth",
        "pmp-api-health",
        "pmp-api-fail",
        "pmp-api-default-traffic",
      ],
    );
  });

  it("IAM lets the agent do its five calls, and nothing else", async () => {
    const agent = "arn:aws:iam::123456789012:role/pmp-xray-daemon";
    const asked = {
      ...Object.fromEntries(WRITE_ACTIONS.map((action) => [action, "allowed"])),
      "xray:GetTraceSummaries": "implicitDeny",
      "xray:DeleteGroup": "implicitDeny",
      "xray:PutEncryptionConfig": "implicitDeny",
      "iam:PassRole": "implicitDeny",
    };
    assert.deepEqual(await aws().decisions(agent, Object.keys(asked)), asked);
  });

  it("a changed rate is exactly one update in AWS, and the API's fallback follows", async () => {
    const stack = await open((config) => {
      const sampling = config["pmp-xray:sampling"] as { rules: object[] };
      const { rules } = sampling;
      const changed = { name: "pmp-api-health", path: "/api/health*", rate: 0.02 };
      config["pmp-xray:sampling"] = { ...sampling, rules: [...rules, changed] };
    });
    const events: EngineEvent[] = [];
    await stack.up({ onEvent: (event) => events.push(event), color: "never" });
    assert.deepEqual(operations(events, "update"), [
      "aws:xray/samplingRule:SamplingRule sampling-pmp-api-health",
      "kubernetes:apps/v1:Deployment pmp:pmp/pmp-api",
      "kubernetes:core/v1:ConfigMap pmp:pmp/pmp-api-sampling",
    ]);
    for (const op of ["create", "delete", "replace"]) assert.deepEqual(operations(events, op), [], op);
    const health = (await aws().rules()).find(({ RuleName }) => RuleName === "pmp-api-health");
    assert.equal(health?.FixedRate, 0.02);
  });

  it("settings that are wrong change nothing", async () => {
    const before = await aws().everything();
    const stack = await open((config) => {
      config["pmp-xray:alarms"] = { faultRatePercent: 140 };
    });
    await assert.rejects(stack.up({ color: "never" }), /pmp-xray:alarms\.faultRatePercent = 140/);
    assert.deepEqual(await aws().everything(), before);
  });

  it("destroy takes the chart first, then its namespace and identity, and leaves nothing", async () => {
    const stack = await open();
    const events: EngineEvent[] = [];
    await stack.destroy({ onEvent: (event) => events.push(event), color: "never" });
    const deleted = operations(events, "delete", false);
    const at = (what: string) => {
      const index = deleted.findIndex((step) => step.includes(what));
      assert.notEqual(index, -1, what);
      return index;
    };
    const objects = deleted.filter((step) => step.startsWith("kubernetes:") && step.includes(" pmp:"));
    const lastObject = Math.max(...objects.map((step) => deleted.indexOf(step)));
    assert.ok(objects.length > 5);
    for (const later of [
      "core/v1:Namespace",
      "xray-daemon-write",
      "role:Role",
      "oidc-provider",
      "sampling-pmp-api-auth",
    ]) {
      assert.ok(at(later) > lastObject, `${later} goes after the chart's objects`);
    }
    assert.deepEqual(await aws().everything(), []);
    // Pulumi keeps the note that an up was once killed; resources there are none.
    const { resources } = z
      .object({ resources: z.array(z.unknown()).optional() })
      .parse((await stack.exportStack()).deployment);
    assert.deepEqual(resources ?? [], []);
  });
});
