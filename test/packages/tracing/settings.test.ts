import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readSettings } from "../../../packages/tracing/src/settings.ts";
import { diag } from "../../../packages/tracing/testing.ts";
import { takeWarnings } from "./support/warnings.ts";

const LOOPBACK = { host: "127.0.0.1", port: 2000 };

describe("settings", () => {
  let warnings: string[];
  beforeEach(() => (warnings = takeWarnings()));
  afterEach(() => diag.disable());

  it("are X-Ray's defaults in an empty environment, without a warning", () => {
    assert.deepEqual(readSettings({}), {
      disabled: false,
      agent: { udp: LOOPBACK, tcp: LOOPBACK },
      planFile: undefined,
      exporter: "xray",
      redactKeys: [],
      resource: { "service.name": "unknown_service:node" },
    });
    assert.deepEqual(warnings, []);
  });

  it("are read from each variable", () => {
    const settings = readSettings({
      OTEL_SDK_DISABLED: " TRUE ",
      AWS_XRAY_DAEMON_ADDRESS: "xray-daemon:2001",
      PMP_SAMPLING_PLAN_FILE: "/etc/plan.json",
      PMP_SAMPLING_PLAN: '{ "version": 1 }',
      PMP_REDACT_KEYS: " member no , , iban ",
      OTEL_TRACES_EXPORTER: "NONE",
      AWS_REGION: "eu-west-1",
      OTEL_SERVICE_NAME: "shop",
      OTEL_RESOURCE_ATTRIBUTES: "service.name=other, service.version=1.2 ,k8s.pod.name=a%20b,",
    });
    const agent = { host: "xray-daemon", port: 2001 };
    assert.deepEqual(settings, {
      disabled: true,
      agent: { udp: agent, tcp: agent },
      planFile: "/etc/plan.json",
      planText: '{ "version": 1 }',
      exporter: "none",
      redactKeys: ["member no", "iban"],
      resource: {
        "cloud.region": "eu-west-1",
        "service.name": "shop",
        "service.version": "1.2",
        "k8s.pod.name": "a b",
      },
    });
    assert.deepEqual(warnings, []);
  });

  it("tell what is wrong in PMP_TRUST_SAMPLED with what to set, and keep to what is right or to the default", () => {
    const { trustSampled } = readSettings({ PMP_TRUST_SAMPLED: "10.0.0.7, 10.0.1.0/24,header=x-gateway" });
    assert.ok(trustSampled?.kind === "listed" && trustSampled.blocks.length === 1 && trustSampled.headers.length === 0);
    const [warning = ""] = warnings;
    assert.match(warning, /"10\.0\.0\.7".*"header=x-gateway".*"all", "none", or a list of address blocks/);
    const fixed = /Set PMP_TRUST_SAMPLED=(\S+)\./.exec(warning)?.[1] ?? "";
    const setting = readSettings({ PMP_TRUST_SAMPLED: fixed }).trustSampled;
    assert.ok(setting?.kind === "listed" && setting.blocks.length === 2 && setting.headers[0] === "x-gateway");
    assert.equal(warnings.length, 1, "what was proposed is right");
  });

  it("do not trust everybody for a wrong PMP_TRUST_SAMPLED", () => {
    assert.deepEqual(readSettings({ PMP_TRUST_SAMPLED: "everybody" }).trustSampled, { kind: "private" });
  });

  it("tell what is wrong in PMP_PROPAGATE_TO with what to set, and keep to what is right or to the default", () => {
    const wrong = readSettings({ PMP_PROPAGATE_TO: "default,https://api.partner.example/v1" });
    assert.deepEqual(wrong.propagateTo, { defaults: true, patterns: [] });
    const [warning = ""] = warnings;
    assert.match(warning, /"https:\/\/api\.partner\.example\/v1".*"none", or a list of host names/);
    const fixed = /Set PMP_PROPAGATE_TO=(\S+)\./.exec(warning)?.[1] ?? "";
    const { propagateTo } = readSettings({ PMP_PROPAGATE_TO: fixed });
    assert.deepEqual(propagateTo, { defaults: true, patterns: ["api.partner.example"] });
  });

  it("know of ECS by the variables that it sets, before any request", () => {
    const uri = "http://169.254.170.2/v4/x";
    const onEcs = (more: NodeJS.ProcessEnv) => readSettings({ ECS_CONTAINER_METADATA_URI_V4: uri, ...more });
    const { ecsMetadataUri, resource } = onEcs({ AWS_EXECUTION_ENV: "AWS_ECS_FARGATE" });
    assert.equal(ecsMetadataUri, uri);
    const known = { "cloud.provider": "aws", "cloud.platform": "aws_ecs", "aws.ecs.launchtype": "fargate" };
    assert.deepEqual(resource, { ...known, "service.name": "unknown_service:node" });
    assert.equal(onEcs({ AWS_EXECUTION_ENV: "AWS_ECS_EC2" }).resource["aws.ecs.launchtype"], "ec2");
    for (const other of ["AWS_ECS_MANAGED_INSTANCES", "AWS_Lambda_nodejs24.x", undefined]) {
      assert.equal(onEcs({ AWS_EXECUTION_ENV: other }).resource["aws.ecs.launchtype"], undefined);
    }
    assert.equal(onEcs({ OTEL_RESOURCE_ATTRIBUTES: "cloud.platform=aws_ec2" }).resource["cloud.platform"], "aws_ec2");
    assert.equal(readSettings({ ECS_CONTAINER_METADATA_URI_V4: " " }).ecsMetadataUri, undefined);
    assert.equal(readSettings({ AWS_EXECUTION_ENV: "AWS_ECS_FARGATE" }).resource["cloud.platform"], undefined);
  });

  it("ask for baggage by OTEL_PROPAGATORS alone", () => {
    assert.equal(readSettings({ OTEL_PROPAGATORS: "xray,tracecontext" }).baggage, undefined);
    assert.equal(readSettings({ OTEL_PROPAGATORS: "baggage,xray" }).baggage, true);
  });

  it("let OTEL_RESOURCE_ATTRIBUTES name the service and the region where nothing more special does", () => {
    const { resource } = readSettings({
      AWS_REGION: "eu-west-1",
      OTEL_RESOURCE_ATTRIBUTES: "service.name=shop,cloud.region=us-east-2",
    });
    assert.deepEqual(resource, { "cloud.region": "us-east-2", "service.name": "shop" });
  });

  const unusable: [NodeJS.ProcessEnv, RegExp][] = [
    [
      { AWS_XRAY_DAEMON_ADDRESS: "http://x:2000" },
      /AWS_XRAY_DAEMON_ADDRESS is "http:\/\/x:2000".*Using 127\.0\.0\.1:2000/,
    ],
    [
      { OTEL_TRACES_EXPORTER: "zipkin-1" },
      /OTEL_TRACES_EXPORTER is "zipkin-1".*"xray", "otlp" or "none".*Using "xray"/,
    ],
    [
      { OTEL_TRACES_EXPORTER: "otlp", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
      /OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"; only "http\/protobuf"/,
    ],
    [{ OTEL_RESOURCE_ATTRIBUTES: "service.version=1=2" }, /OTEL_RESOURCE_ATTRIBUTES has "service.version=1=2"/],
  ];
  for (const [env, words] of unusable) {
    it(`that can't be used are named once, with what is used instead: ${JSON.stringify(env)}`, () => {
      const lines = stderrOf(env).trim().split("\n");
      assert.equal(lines.length, 1, lines.join("\n"));
      assert.match(lines[0] ?? "", words);
    });
  }
});

const SOURCE = new URL("../../../packages/tracing/src/", import.meta.url);

/** What a process of its own says when it reads these settings twice: this one may have said it before. */
function stderrOf(env: NodeJS.ProcessEnv): string {
  const program = `
    import { logToStderr } from ${JSON.stringify(new URL("log.ts", SOURCE).href)};
    import { readSettings } from ${JSON.stringify(new URL("settings.ts", SOURCE).href)};
    logToStderr(undefined);
    readSettings();
    readSettings();`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    env,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return stderr;
}
