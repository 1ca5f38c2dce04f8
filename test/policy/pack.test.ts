import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
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
  type AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { POLICIES } from "../../policy/policies.ts";

interface Given {
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, JavaScriptValue>>;
}

const EVERY = {
  fixedRate: 0.1,
  reservoirSize: 0,
  serviceName: "shop",
  serviceType: "*",
  host: "*",
  httpMethod: "*",
  resourceArn: "*",
  version: 1,
} as const;

const root = join(import.meta.dirname, "../..");

/** The pack as the engine starts it where there is no language plugin, and asked what the engine asks. */
for (const folder of ["policy", "policy/dist"])
  describe(`${folder} in Pulumi's own host`, function () {
    this.timeout(60_000);
    let host: ChildProcess;
    let client: InstanceType<typeof grpc.AnalyzerClient>;

    before(async () => {
      if (folder === "policy/dist") await promisify(execFile)(process.execPath, [join(root, "policy/build.ts")]);
      const runner = join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
      host = spawn(process.execPath, [runner, "127.0.0.1:1", "."], {
        cwd: join(root, folder),
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

    async function analyzeStack(resources: readonly Given[]): Promise<AnalyzeDiagnostic.AsObject[]> {
      const request = new messages.AnalyzeStackRequest();
      request.setResourcesList(
        resources.map(({ type, name, props }) => {
          const resource = new messages.AnalyzerResource();
          resource.setType(type);
          resource.setName(name);
          resource.setUrn(`urn:pulumi:prod::shop::${type}::${name}`);
          resource.setProperties(struct.Struct.fromJavaScript(props));
          resource.setOptions(new messages.AnalyzerResourceOptions());
          return resource;
        }),
      );
      const call: (request: AnalyzeStackRequest) => Promise<AnalyzeResponse> = promisify(
        client.analyzeStack.bind(client),
      );
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

    it("refuses a bad resource, with what, where and the fix", async () => {
      const [violation] = said(await analyze("aws:eks/cluster:Cluster", open), "cluster-endpoint-not-open");
      assert.equal(violation!.enforcementlevel, messages.EnforcementLevel.MANDATORY);
      assert.equal(
        violation!.message,
        "The Kubernetes API of a cluster is not open to the whole internet.\n" +
          "vpcConfig.publicAccessCidrs: The endpoint is public and no networks are listed: it is open to the whole internet.\n" +
          "  Fix: Set endpointPublicAccess to false, or name your own networks in publicAccessCidrs.\n" +
          "  More: docs/policies.md#cluster-endpoint-not-open",
      );
    });

    it("says of a value that isn't known yet that it could not be checked, and doesn't stop the preview by it", async () => {
      const diagnostics = await analyze("aws:eks/cluster:Cluster", { ...open, vpcConfig: unknownValue });
      const [note] = said(diagnostics, "cluster-endpoint-not-open");
      assert.equal(note!.enforcementlevel, messages.EnforcementLevel.ADVISORY);
      assert.match(note!.message, /^can't run policy 'cluster-endpoint-not-open' .* during preview: .*\.vpcConfig/);
    });

    it("looks at the whole stack at the end: two rules, of which one never decides", async () => {
      const rule = (name: string, priority: number, urlPath: string): Given => ({
        type: "aws:xray/samplingRule:SamplingRule",
        name,
        props: { ruleName: name, priority, urlPath, ...EVERY },
      });
      const rules = [rule("rest", 1, "*"), rule("stripe", 2, "/api/stripe*")];
      const [violation] = said(await analyzeStack(rules), "sampling-no-shadowed-rule");
      assert.equal(violation!.urn, "urn:pulumi:prod::shop::aws:xray/samplingRule:SamplingRule::stripe");
      assert.match(violation!.message, /Rule stripe \(shadowed\)/);
      await configure("sampling-no-shadowed-rule", {
        exceptions: [{ resource: "aws:xray/samplingRule:SamplingRule::*" }],
      });
      assert.equal(said(await analyzeStack(rules), "sampling-no-shadowed-rule").length, 3);
    });

    it("takes options and exceptions from the engine", async () => {
      const exception = {
        resource: "aws:eks/cluster:Cluster::legacy",
        reason: "moves in March; team A",
        expires: new Date(Date.now() + 30 * 24 * 60 * 60 * 1_000).toISOString().slice(0, 10),
      };
      await configure("cluster-endpoint-not-open", { exceptions: [exception] });
      assert.deepEqual(said(await analyze("aws:eks/cluster:Cluster", open), "cluster-endpoint-not-open"), []);
    });

    it("says of an expired exception so, before anything is made, and excuses nothing by it", async () => {
      const expired = {
        resource: "aws:eks/cluster:Cluster::*",
        reason: "moves in March; team A",
        expires: "2026-01-01",
      };
      await configure("cluster-endpoint-not-open", { exceptions: [expired] });
      assert.deepEqual(
        said(await analyze("pulumi:pulumi:Stack", {}), "cluster-endpoint-not-open").map(({ message }) => message),
        [
          "The Kubernetes API of a cluster is not open to the whole internet.\n" +
            "Exception 1 (aws:eks/cluster:Cluster::*) expired on 2026-01-01: fix the violation, or extend the exception.",
        ],
      );
      assert.equal(said(await analyze("aws:eks/cluster:Cluster", open), "cluster-endpoint-not-open").length, 1);
      assert.deepEqual(said(await analyze("aws:sns/topic:Topic", {}), "cluster-endpoint-not-open"), []);
    });
  });
