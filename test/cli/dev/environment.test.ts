import assert from "node:assert/strict";
import { devEnvironment, loadsTracing } from "../../../cli/dev/environment.ts";

const places = {
  agentAddress: "127.0.0.1:2000",
  otlpUrl: "http://127.0.0.1:4318",
  planFile: "/t/plan.json",
  service: "shop",
};
const tracing = { preload: "file:///p/preload.mjs", register: "file:///t/register.cjs" };

describe("the environment of the command", () => {
  it("leads every known sender here", () => {
    assert.deepEqual(devEnvironment({ PATH: "/bin" }, places), {
      PATH: "/bin",
      AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
      AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
      PMP_SAMPLING_PLAN_FILE: "/t/plan.json",
      OTEL_SERVICE_NAME: "shop",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    });
  });

  it("adds @pmp/tracing behind what NODE_OPTIONS has, and says nothing of OTLP, which it would take for an order", () => {
    assert.deepEqual(devEnvironment({ NODE_OPTIONS: "--max-old-space-size=500" }, { ...places, tracing }), {
      AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
      AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
      PMP_SAMPLING_PLAN_FILE: "/t/plan.json",
      OTEL_SERVICE_NAME: "shop",
      OTEL_TRACES_EXPORTER: "xray",
      NODE_OPTIONS: "--max-old-space-size=500 --import=file:///p/preload.mjs",
      PMP_XRAY_DEV_REGISTER: "file:///t/register.cjs",
    });
  });

  it("keeps what the user has set, but for the addresses", () => {
    const env = {
      AWS_XRAY_DAEMON_ADDRESS: "10.0.0.1:2000",
      AWS_XRAY_CONTEXT_MISSING: "RUNTIME_ERROR",
      OTEL_TRACES_EXPORTER: "otlp",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://elsewhere:4317",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    };
    const { AWS_XRAY_DAEMON_ADDRESS, ...kept } = devEnvironment(env, places);
    assert.equal(AWS_XRAY_DAEMON_ADDRESS, "127.0.0.1:2000");
    assert.equal(kept.AWS_XRAY_CONTEXT_MISSING, "RUNTIME_ERROR");
    assert.equal(kept.OTEL_TRACES_EXPORTER, "otlp");
    assert.equal(kept.OTEL_EXPORTER_OTLP_ENDPOINT, "http://127.0.0.1:4318");
    assert.equal(kept.OTEL_EXPORTER_OTLP_PROTOCOL, "http/json");
    const grpc = devEnvironment({ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }, places);
    assert.equal(grpc.OTEL_EXPORTER_OTLP_PROTOCOL, "http/protobuf", "the endpoint speaks no gRPC");
  });

  it("has no OTLP where that is off", () => {
    const { agentAddress, planFile } = places;
    assert.ok(!("OTEL_EXPORTER_OTLP_ENDPOINT" in devEnvironment({}, { agentAddress, planFile })));
  });

  it("knows when the command loads @pmp/tracing itself", () => {
    assert.equal(loadsTracing({ NODE_OPTIONS: "--import @pmp/tracing/register" }, ["node", "x.js"]), true);
    assert.equal(loadsTracing({}, ["node", "--import=@pmp/tracing/register", "x.js"]), true);
    assert.equal(loadsTracing({}, ["node", "x.js"]), false);
  });
});
