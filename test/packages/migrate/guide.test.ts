import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findMigration, RULES } from "@pmp/migrate";
import { definePlan } from "@pmp/model";
import type { RuleInput } from "@pmp/planning";
import { parseAllDocuments, parse } from "yaml";
import { mendDaemonConfig } from "../../../packages/migrate/src/deployment/daemon-config.ts";
import { migrateCopy } from "./support/fixtures.ts";

const guide = join(import.meta.dirname, "guide");
const docs = (name: string): string => readFileSync(join(import.meta.dirname, "../../../docs", name), "utf8");

describe("the guide's own deployment files", () => {
  let after: Record<string, string>;
  let found: Awaited<ReturnType<typeof findMigration>>;
  before(async () => {
    found = await findMigration(guide);
    after = Object.fromEntries(found.changes.map((change) => [change.path, change.after]));
  });

  it("each have their mistakes found", () => {
    const rules = (path: string): string[] => [
      ...new Set(found.findings.filter((one) => one.path === path).map(({ rule }) => rule.name)),
    ];
    assert.deepEqual(rules("iam/x-ray-policy.json"), ["iam-xray-resource", "placeholder-account"]);
    assert.deepEqual(rules("k8s/x-ray-daemon.yaml").sort(), [
      ...["agent-ports", "agent-service", "daemon-config", "daemon-config-not-read", "daemon-image"],
      "daemon-service-account",
      "daemon-settings",
    ]);
    assert.deepEqual(rules("ecs/task-definition.json").sort(), [
      ...["agent-ports", "daemon-image", "daemon-settings", "ecs-agent-address", "ecs-sidecar-essential"],
      "ecs-task-definition",
    ]);
    assert.deepEqual(rules("sampling/production.json").sort(), ["sampling-rule-fields", "sampling-rule-order"]);
    assert.deepEqual(rules("cloudwatch/alarm.json"), ["alarm-metric"]);
    assert.deepEqual(rules("cloudwatch/dashboard.json"), ["dashboard-metric"]);
    assert.deepEqual(rules(".env.production"), ["otel-exporter-variable", "context-missing-variable"]);
  });

  it("become a daemon that reads its configuration, at an address that leads to it", () => {
    const [daemonSet, config, service] = parseAllDocuments(after["k8s/x-ray-daemon.yaml"] ?? "").map(
      (document) => document.toJS() as Record<string, never>,
    );
    const text = (config as unknown as { data: Record<string, string> }).data["config.yaml"] ?? "";
    assert.deepEqual(mendDaemonConfig(text)?.problems, []);
    const [container] = (
      daemonSet as unknown as { spec: { template: { spec: { containers: { args: string[]; ports: object[] }[] } } } }
    ).spec.template.spec.containers;
    assert.deepEqual(container?.args, ["-c", "/aws/xray/config.yaml"]);
    assert.deepEqual(container.ports, [
      { containerPort: 2000, protocol: "UDP" },
      { containerPort: 2000, protocol: "TCP" },
    ]);
    assert.match(JSON.stringify(service), /"name":"xray-daemon".*"internalTrafficPolicy":"Local"/);
  });

  it("become a plan in which the critical rule is asked first", () => {
    const { config } = parse(after["sampling/sampling.plan.yaml"] ?? "") as {
      config: { "pmp-xray:sampling": { rules: RuleInput[] } };
    };
    const plan = definePlan(config["pmp-xray:sampling"]);
    assert.deepEqual(
      plan.rules.map(({ RuleName }) => RuleName),
      ["pmp-api-critical", "pmp-api-production"],
    );
    assert.match(after["sampling/production.json"] ?? "", /"Priority": 9000/);
  });

  it("need no second run", async () => {
    const again = await migrateCopy(guide, after);
    assert.deepEqual(again.changes, []);
    assert.deepEqual(
      again.findings.filter(({ level }) => level === "edit"),
      [],
    );
  });

  it("are in the docs: every rule over deployment files has its line", () => {
    const page = docs("migrate-deployment.md");
    for (const { name, reads, level } of RULES) {
      if (reads === "code") continue;
      assert.match(
        page,
        new RegExp(`^\\| \`${name}\` +\\| .* \\| ${level === "edit" ? "edit" : "decide"} +\\|$`, "m"),
        name,
      );
    }
  });
});
