import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runtime } from "@pulumi/pulumi";
import { execa } from "execa";
import { parse } from "yaml";
import { evaluate } from "../../offline/evaluate.ts";
import { startEngine } from "./support/engine.ts";
import { RecordingMonitor } from "../../offline/recording-monitor.ts";
import { stackConfig, type Overrides } from "../../offline/stack-config.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Runs the program as `pulumi up` does: the SDK's own runner, in its own process, with the options of Pulumi.yaml. */
async function runOfficially(overrides: Overrides = {}, nodeOptions: readonly string[] = []) {
  const project: unknown = parse(readFileSync(`${ROOT}Pulumi.yaml`, "utf8"));
  const monitor = new RecordingMonitor();
  await runtime.setMocks(monitor.mocks, "pmp-xray", "prod");
  // References to resources are looked up where they were registered.
  runtime.setMockOptions(monitor, "pmp-xray", "prod");
  const engine = await startEngine(monitor);
  try {
    const run = await execa({
      node: true,
      nodeOptions,
      cwd: ROOT,
      reject: false,
      env: {
        PULUMI_CONFIG: JSON.stringify(stackConfig("prod", overrides)),
        PULUMI_NODEJS_TYPESCRIPT: String(typescriptOption(project)),
      },
    })`node_modules/@pulumi/pulumi/cmd/run --monitor=${engine.address} --engine=${engine.address} --project=pmp-xray --stack=prod --pwd=${ROOT} --parallel=16 .`;
    return { run, monitor, log: engine.log };
  } finally {
    engine.close();
  }
}

/** What Pulumi's language host makes of Pulumi.yaml: TypeScript through ts-node unless told otherwise. */
function typescriptOption(project: unknown): unknown {
  assert.deepEqual(project, {
    name: "pmp-xray",
    description: "AWS X-Ray tracing for a Node.js API on EKS or ECS, from the cluster to the alarm.",
    runtime: { name: "nodejs", options: { typescript: false, packagemanager: "npm" } },
  });
  return false;
}

describe("Pulumi's own runner", function () {
  // Each test starts a process that loads the whole SDK.
  this.timeout(120_000);

  it("runs index.ts with the options of Pulumi.yaml and registers what an inline program registers", async () => {
    const { run, monitor } = await runOfficially();
    assert.equal(run.exitCode, 0, run.stderr);
    const inline = await evaluate("prod");
    const byUrn = (resources: readonly { urn: string }[]) => resources.map(({ urn }) => urn).sort();
    assert.deepEqual(byUrn(monitor.registered), byUrn(inline.resources));
  });

  it("makes a new cluster, for which zones are asked and waited for", async () => {
    const cluster = { "pmp-xray:cluster": { name: "pmp-cluster", mode: "new" } };
    const { run, monitor } = await runOfficially(cluster);
    assert.equal(run.exitCode, 0, run.stderr);
    const inline = await evaluate("prod", { overrides: cluster });
    const byUrn = (resources: readonly { urn: string }[]) => resources.map(({ urn }) => urn).sort();
    assert.deepEqual(byUrn(monitor.registered), byUrn(inline.resources));
  });

  it("says in words that a Node.js without type stripping is too old, and registers nothing but the stack", async () => {
    const { run, monitor, log } = await runOfficially({}, ["--no-strip-types"]);
    assert.notEqual(run.exitCode, 0);
    assert.deepEqual(
      monitor.registered.map(({ type }) => type),
      ["pulumi:pulumi:Stack"],
    );
    assert.equal(log.length, 1);
    assert.match(log[0]!, /^This program needs Node\.js 22\.18 or newer, .* Pulumi found Node\.js \d+\.\d+\.\d+ /);
  });

  it("prints all problems of the settings without a stack trace, and registers nothing but the stack", async () => {
    const { run, monitor, log } = await runOfficially({ "pmp-xray:stage": "production", "pmp-xray:namspace": "pmp" });
    assert.notEqual(run.exitCode, 0);
    assert.deepEqual(
      monitor.registered.map(({ type }) => type),
      ["pulumi:pulumi:Stack"],
    );
    assert.deepEqual(log, [
      [
        "The stack's settings have 2 problems; nothing was changed.",
        '  pmp-xray:namspace = "pmp"',
        "    allowed: one of the keys stage, platform, nameSuffix, tags, cluster, identity, namespace, api, agent, chart, sampling, groups, alarms, iam, account",
        "    fix:     did you mean namespace? If not: pulumi config rm --path 'pmp-xray:namspace'",
        '  pmp-xray:stage = "production"',
        '    allowed: "dev" or "staging" or "prod" or "local"',
        "    fix:     pulumi config set --path 'pmp-xray:stage' 'dev'",
      ].join("\n"),
    ]);
  });
});
