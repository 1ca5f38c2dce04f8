import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { credentials } from "@grpc/grpc-js";
import grpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import messages, {
  type AnalyzeDiagnostic,
  type AnalyzeRequest,
  type ConfigureAnalyzerRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { POLICIES } from "../../policy/policies.ts";

const root = join(import.meta.dirname, "../..");

/** The pack as the engine starts it where there is no language plugin, and asked what the engine asks. */
describe("the pack in Pulumi's own host", function () {
  this.timeout(60_000);
  let host: ChildProcess;
  let client: InstanceType<typeof grpc.AnalyzerClient>;

  before(async () => {
    const runner = join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
    host = spawn(process.execPath, [runner, "127.0.0.1:1", "."], {
      cwd: join(root, "policy"),
      stdio: ["ignore", "pipe", "inherit"],
    });
    assert.ok(host.stdout);
    const [port]: unknown[] = await Promise.race([
      once(createInterface(host.stdout), "line"),
      once(host, "exit").then(() => ["none"]),
    ]);
    assert.match(String(port), /^\d+$/);
    client = new grpc.AnalyzerClient(`127.0.0.1:${String(port)}`, credentials.createInsecure());
  });

  after(() => {
    client.close();
    host.kill();
  });

  async function analyze(
    type: string,
    props: Readonly<Record<string, JavaScriptValue>>,
  ): Promise<AnalyzeDiagnostic.AsObject[]> {
    const request = new messages.AnalyzeRequest();
    request.setType(type);
    request.setName("legacy");
    request.setUrn(`urn:pulumi:prod::shop::${type}::legacy`);
    request.setProperties(struct.Struct.fromJavaScript(props));
    request.setOptions(new messages.AnalyzerResourceOptions());
    const call: (request: AnalyzeRequest) => Promise<AnalyzeResponse> = promisify(client.analyze.bind(client));
    return (await call(request)).getDiagnosticsList().map((diagnostic) => diagnostic.toObject());
  }

  async function configure(policy: string, config: Readonly<Record<string, JavaScriptValue>>): Promise<void> {
    const request = new messages.ConfigureAnalyzerRequest();
    const own = new messages.PolicyConfig();
    own.setEnforcementlevel(messages.EnforcementLevel.MANDATORY);
    own.setProperties(struct.Struct.fromJavaScript(config));
    request.getPolicyconfigMap().set(policy, own);
    const call: (request: ConfigureAnalyzerRequest) => Promise<unknown> = promisify(client.configure.bind(client));
    await call(request);
  }

  it("tells of every policy: words, severity, level and options", async () => {
    const call: (request: empty.Empty) => Promise<AnalyzerInfo> = promisify(client.getAnalyzerInfo.bind(client));
    const info = await call(new empty.Empty());
    assert.deepEqual([info.getName(), info.getVersion()], ["pmp-xray", "0.1.0"]);
    assert.deepEqual(
      info.getPoliciesList().map((policy) => policy.getName()),
      POLICIES.map(({ name }) => name),
    );
    const [first] = info.getPoliciesList();
    assert.equal(first!.getSeverity(), messages.PolicySeverity.POLICY_SEVERITY_HIGH);
    assert.equal(first!.getEnforcementlevel(), messages.EnforcementLevel.MANDATORY);
    for (const policy of info.getPoliciesList()) {
      assert.ok(policy.getConfigschema()?.getProperties()?.toJavaScript().exceptions, policy.getName());
    }
  });

  const open = { vpcConfig: { endpointPublicAccess: true }, version: "1.35" };
  const said = (diagnostics: readonly AnalyzeDiagnostic.AsObject[], policy: string) =>
    diagnostics.filter(({ policyname }) => policyname === policy);

  it("refuses a bad resource, with what, where and the cure", async () => {
    const [violation] = said(await analyze("aws:eks/cluster:Cluster", open), "cluster-endpoint-not-open");
    assert.equal(violation!.enforcementlevel, messages.EnforcementLevel.MANDATORY);
    assert.equal(
      violation!.message,
      "The Kubernetes API of a cluster is not open to the whole internet.\n" +
        "vpcConfig.publicAccessCidrs: The endpoint is public, and no network is named: it is open to everybody.\n" +
        "  Cure: Set endpointPublicAccess to false, or name your own networks in publicAccessCidrs.\n" +
        "  More: docs/policies.md#cluster-endpoint-not-open",
    );
  });

  it("says of a value that isn't known yet that it could not be checked, and doesn't stop the preview by it", async () => {
    const diagnostics = await analyze("aws:eks/cluster:Cluster", { ...open, vpcConfig: unknownValue });
    const [note] = said(diagnostics, "cluster-endpoint-not-open");
    assert.equal(note!.enforcementlevel, messages.EnforcementLevel.ADVISORY);
    assert.match(note!.message, /^can't run policy 'cluster-endpoint-not-open' .* during preview: .*\.vpcConfig/);
  });

  it("takes options and exceptions from the engine", async () => {
    const exception = {
      resource: "aws:eks/cluster:Cluster::legacy",
      reason: "moves in March; team A",
      expires: "9999-12-31",
    };
    await configure("cluster-endpoint-not-open", { exceptions: [exception] });
    assert.deepEqual(said(await analyze("aws:eks/cluster:Cluster", open), "cluster-endpoint-not-open"), []);
    await configure("cluster-endpoint-not-open", { exceptions: [{ ...exception, expires: "2026-01-01" }] });
    assert.equal(said(await analyze("aws:eks/cluster:Cluster", open), "cluster-endpoint-not-open").length, 1);
  });
});
