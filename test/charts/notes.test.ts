import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { helm } from "../support/helm.ts";
import { chart, render } from "./support/chart.ts";
import { find } from "./support/manifests.ts";

async function notes(values: object): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "pmp-xray-values-"));
  try {
    const file = join(dir, "values.json");
    writeFileSync(file, JSON.stringify(values));
    const result = await helm([
      "install",
      "tracing",
      chart,
      "-n",
      "shop",
      "--set",
      "region=eu-west-1",
      "-f",
      file,
      "--dry-run=client",
    ]);
    assert.ok(result.ok, result.stderr);
    return result.stdout.slice(result.stdout.indexOf("\nNOTES:\n"));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const from = [{ namespaceSelector: { matchLabels: { team: "shop" } } }];
const alone = { api: { enabled: false }, networkPolicy: { agent: { from } } };
const quiet = {
  agent: { identity: { roleArn: "arn:aws:iam::123456789012:role/pmp-xray-daemon" } },
  sampling: {
    rules: [
      {
        RuleName: "Default",
        ResourceARN: "*",
        Priority: 10000,
        FixedRate: 0.05,
        ReservoirSize: 1,
        ServiceName: "*",
        ServiceType: "*",
        Host: "*",
        HTTPMethod: "*",
        URLPath: "*",
        Version: 1,
      },
    ],
  },
};

function warnings(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.startsWith("WARNING "));
}

describe("chart: notes after the installation", () => {
  it("name objects that are there, in commands for the release's namespace", async () => {
    const text = await notes({ api: { servicePort: 8000 } });
    const commands = text.split("\n").filter((line) => line.includes("kubectl"));
    assert.ok(commands.length >= 3);
    const manifests = await render({ release: "tracing", namespace: "shop", values: { api: { servicePort: 8000 } } });
    for (const command of commands) {
      assert.match(command, /kubectl -n shop /);
      const [, kind, name] = /(daemonset|deployment|service)\/([a-z-]+)/.exec(command) ?? [];
      if (kind === undefined) assert.match(command, /-l app=xray-daemon /);
      else find(manifests, { daemonset: "DaemonSet", deployment: "Deployment", service: "Service" }[kind]!, name!);
    }
    const checks = "--namespace shop --service pmp-api --region eu-west-1";
    for (const command of ["verify", "doctor"]) {
      assert.ok(text.includes(`npx --no-install pmp-xray ${command} ${checks}\n`), text);
    }
  });

  it("say what pods of one's own must set when there is no API", async () => {
    const text = await notes(alone);
    assert.match(text, /^ {3}AWS_XRAY_DAEMON_ADDRESS=xray-daemon\.shop\.svc\.cluster\.local:2000$/m);
    assert.match(text, /^ {5}- namespaceSelector:$/m);
    assert.doesNotMatch(text, /OTEL_EXPORTER_OTLP|pmp-api/);
  });

  it("offer OTLP to them when the agent is a collector", async () => {
    const text = await notes({ ...alone, agent: { kind: "otelCollector" } });
    assert.match(text, /^ {3}OTEL_EXPORTER_OTLP_ENDPOINT=http:\/\/xray-daemon\.shop\.svc\.cluster\.local:4318$/m);
    assert.match(text, /^ {3}OTEL_EXPORTER_OTLP_PROTOCOL=http\/protobuf$/m);
  });

  it("tell of the daemon's maintenance mode and the switch, and not when the collector runs", async () => {
    assert.match(await notes({}), /maintenance mode since 2026-02-25[\s\S]*--set agent\.kind=otelCollector/);
    assert.doesNotMatch(await notes({ agent: { kind: "otelCollector" } }), /maintenance mode/);
  });

  it("say whose agent it is when another release runs it", async () => {
    const text = await notes({ agent: { enabled: false, address: "xray-daemon.tracing:2000" } });
    assert.match(text, /stage prod, with the agent at xray-daemon\.tracing:2000\.$/m);
    assert.match(text, /^ {3}- namespaceSelector: \{ matchLabels: \{ kubernetes\.io\/metadata\.name: shop \} \}$/m);
    assert.doesNotMatch(text, /daemonset\/|logs |maintenance mode|roleArn/);
  });

  it("warn of nothing when nothing is doubtful", async () => {
    assert.deepEqual(warnings(await notes(quiet)), []);
  });

  const rules = quiet.sampling.rules;
  for (const [title, values, warning] of [
    ["no role", { ...quiet, agent: {} }, /agent\.identity\.roleArn is empty/],
    ["no network policy", { ...quiet, networkPolicy: { enabled: false } }, /networkPolicy\.enabled is false/],
    ["no fallback rules", { ...quiet, sampling: {} }, /sampling\.rules is empty/],
    ["one pod in production", { ...quiet, api: { replicas: 1 } }, /api runs with 1 pod in stage prod/],
    ["an image that moves", { ...quiet, api: { image: { tag: "latest" } } }, /api\.image\.tag is latest/],
    [
      "a rule for another service",
      {
        ...quiet,
        sampling: { rules: [{ ...rules[0]!, RuleName: "shop", Priority: 1, ServiceName: "shop" }, ...rules] },
      },
      /sampling rule "shop" is for service "shop", but the API is "pmp-api"/,
    ],
  ] as const) {
    it(`warn of ${title}`, async () => {
      const found = warnings(await notes(values));
      assert.equal(found.length, 1);
      assert.match(found[0]!, warning);
    });
  }
});
