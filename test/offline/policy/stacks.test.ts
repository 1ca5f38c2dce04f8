import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { readPolicyConfig, stackPolicyConfigFile, SUBJECTS } from "../../../offline/policy/subjects.ts";
import { STACKS, stackConfig } from "../../../offline/stack-config.ts";
import { POLICIES } from "../../../policy/policies.ts";
import { findHelm } from "../../support/helm.ts";

const main = join(import.meta.dirname, "../../../offline/policy/main.ts");

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run policy -- ARGS`, without npm. */
function run(...args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { env: { ...process.env, NO_COLOR: "1" } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const report = z.object({
  ok: z.boolean(),
  stacks: z.array(
    z.object({
      stack: z.string(),
      resources: z.number(),
      policies: z.array(
        z.object({
          name: z.string(),
          checked: z.number(),
          blocking: z.boolean(),
          violations: z.array(z.object({ urn: z.string(), message: z.string() })),
          undecided: z.array(z.unknown()),
        }),
      ),
    }),
  ),
});

describe("npm run policy", function () {
  this.timeout(60_000);
  let dir: string;

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "pmp-xray-policy-"));
    await findHelm();
  });
  after(() => rmSync(dir, { recursive: true }));

  const file = (config: unknown): string => {
    const path = join(dir, "config.json");
    writeFileSync(path, JSON.stringify(config));
    return path;
  };

  it("passes every stack of the repository, having looked at its cloud resources and at the chart's objects", async () => {
    const { code, stdout } = await run("--json");
    const { ok, stacks } = report.parse(JSON.parse(stdout));
    assert.deepEqual([code, ok], [0, true]);
    assert.deepEqual(
      stacks.map(({ stack }) => stack),
      SUBJECTS.map(({ title }) => title),
    );
    for (const { stack, policies } of stacks) {
      assert.equal(policies.length, POLICIES.length);
      for (const policy of policies) assert.deepEqual([policy.violations, policy.undecided], [[], []], stack);
      const checked = (name: string) => policies.find((policy) => policy.name === name)!.checked;
      for (const name of ["xray-write-actions", "trust-pins-subject", "alarm-group-exists", "image-pinned"]) {
        if (name === "image-pinned" && /^ecs-|-ecs$/.test(stack)) continue;
        assert.ok(checked(name) > 0, `${stack}: ${name}`);
      }
    }
    const unused = POLICIES.map(({ name }) => name).filter((name) =>
      stacks.every(({ policies }) => policies.find((policy) => policy.name === name)!.checked === 0),
    );
    // The one on role bindings is for stacks of others: this chart has none.
    assert.deepEqual(unused, ["no-cluster-admin-binding"]);
  });

  it("fails with resource, words and fix, and by an exception that expired", async () => {
    const config = {
      "required-tags": { tags: ["stage", "owner"], enforcementLevel: "mandatory" },
      "log-retention-set": { exceptions: [{ resource: "*", reason: "for the launch", expires: "2026-01-01" }] },
    };
    const { code, stdout } = await run("--stack", "dev", "--config", file(config));
    assert.equal(code, 1);
    assert.match(stdout, /^required-tags +\d+ bad$/m);
    assert.match(
      stdout,
      /urn:pulumi:dev::pmp-xray::\S+aws:sns\/topic:Topic::alarms-topic\n {2}tags: The tag owner is missing\./,
    );
    assert.match(stdout, /Fix: Set them for all resources/);
    assert.match(stdout, /Exception 1 \(\*\) expired on 2026-01-01/);
    assert.match(stdout, /These stacks fail: dev\.\n$/);
  });

  it("says what is wrong with the question, with exit code 2", async () => {
    const unknown = await run("--stack", "production");
    assert.equal(unknown.code, 2);
    assert.match(
      unknown.stderr,
      /There is no stack production; there are dev; staging; prod; local; ecs-dev; ecs-prod/,
    );
    const wrong = await run("--stack", "dev", "--config", file({ "required-tag": "mandatory" }));
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /required-tag: there is no such policy/);
    assert.equal((await run("--colour")).code, 2);
  });
});

describe("policy/config", () => {
  it("judges production by the traffic and the budget that its stack states", () => {
    const sampling = z
      .object({
        traffic: z.object({ instances: z.number(), paths: z.array(z.record(z.string(), z.unknown())) }),
        maxMonthlyUsd: z.number(),
      })
      .parse(JSON.parse(stackConfig("prod")["pmp-xray:sampling"]!));
    const { "monthly-forecast-within-budget": policy } = readPolicyConfig(stackPolicyConfigFile("prod")!);
    const { traffic, ...rest } = z.looseObject({ traffic: z.array(z.record(z.string(), z.unknown())) }).parse(policy);
    assert.deepEqual(
      traffic,
      sampling.traffic.paths.map((path) => ({ service: "pmp-api", ...path })),
    );
    assert.deepEqual(rest, { instances: sampling.traffic.instances, maxMonthlyUsd: sampling.maxMonthlyUsd });
  });

  it("loosens nothing where things are deployed", () => {
    const configured = STACKS.filter((stack) => stackPolicyConfigFile(stack) !== undefined);
    assert.deepEqual(configured, ["prod", "local", "local-ecs"]);
    for (const stack of configured) {
      assert.doesNotMatch(
        JSON.stringify(readPolicyConfig(stackPolicyConfigFile(stack)!)),
        /exceptions|disabled|advisory/,
      );
    }
  });
});
