import assert from "node:assert/strict";
import { agent, config } from "./support/agent.ts";
import { find, podOf } from "./support/manifests.ts";

describe("chart: what the agent reads", () => {
  describe("configuration of the daemon", () => {
    it("has only keys that the daemon knows, since it refuses others", async () => {
      assert.deepEqual(await config("cfg.yaml"), {
        Version: 2,
        TotalBufferSizeMB: 64,
        Region: "us-east-1",
        Endpoint: "",
        RoleARN: "",
        LocalMode: true,
        Socket: { UDPAddress: "0.0.0.0:2000", TCPAddress: "0.0.0.0:2000" },
        Logging: { LogLevel: "info", LogPath: "", LogRotation: false },
      });
    });

    it("takes the endpoint, the other account's role and the log level", async () => {
      const roleArn = "arn:aws-us-gov:iam::210987654321:role/traces";
      const written = await config("cfg.yaml", {
        endpoint: "https://xray.example.com",
        assumeRoleArn: roleArn,
        logLevel: "debug",
      });
      assert.partialDeepStrictEqual(written, {
        Endpoint: "https://xray.example.com",
        RoleARN: roleArn,
        Logging: { LogLevel: "debug" },
      });
    });

    for (const [limit, buffer] of [
      ["64Mi", 16],
      ["1Gi", 256],
      ["134217728", 32],
      ["256M", 61],
    ] as const) {
      it(`buffers ${buffer} MB, a quarter of a memory limit of ${limit}`, async () => {
        const values = { resources: { requests: { memory: "32Mi" }, limits: { memory: limit } } };
        assert.partialDeepStrictEqual(await config("cfg.yaml", values), { TotalBufferSizeMB: buffer });
      });
    }

    it("takes a buffer up to half of the memory limit", async () => {
      assert.partialDeepStrictEqual(await config("cfg.yaml", { bufferMB: 128 }), { TotalBufferSizeMB: 128 });
    });
  });

  describe("configuration of the collector", () => {
    const collector = {
      extensions: { health_check: { endpoint: "0.0.0.0:13133" } },
      receivers: {
        awsxray: {
          endpoint: "0.0.0.0:2000",
          transport: "udp",
          proxy_server: { endpoint: "0.0.0.0:2000", region: "us-east-1", local_mode: true },
        },
        otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" }, http: { endpoint: "0.0.0.0:4318" } } },
      },
      processors: {
        "resource/eks": {
          attributes: [
            { key: "cloud.provider", value: "aws", action: "insert" },
            { key: "cloud.platform", value: "aws_eks", action: "insert" },
          ],
        },
        memory_limiter: { check_interval: "1s", limit_mib: 204, spike_limit_mib: 51 },
        batch: { timeout: "1s", send_batch_size: 50 },
      },
      exporters: { awsxray: { region: "us-east-1", local_mode: true, indexed_attributes: [] } },
      service: {
        extensions: ["health_check"],
        telemetry: { logs: { level: "info" } },
        pipelines: {
          "traces/segments": {
            receivers: ["awsxray"],
            processors: ["memory_limiter", "resource/eks", "batch"],
            exporters: ["awsxray"],
          },
          "traces/otlp": { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: ["awsxray"] },
        },
      },
    };

    it("listens for other pods on every port, limits memory before it batches, and keeps the origin of segments", async () => {
      assert.deepEqual(await config("collector.yaml"), collector);
    });

    it("sends segments and sampling calls to the same endpoint, with the same role", async () => {
      const endpoint = "http://10.0.0.1:4566";
      const assumeRoleArn = "arn:aws:iam::210987654321:role/traces";
      assert.partialDeepStrictEqual(
        await config("collector.yaml", { endpoint, assumeRoleArn, indexedAttributes: ["user_tier"] }),
        {
          receivers: { awsxray: { proxy_server: { aws_endpoint: endpoint, role_arn: assumeRoleArn } } },
          exporters: { awsxray: { endpoint, role_arn: assumeRoleArn, indexed_attributes: ["user_tier"] } },
        },
      );
    });
  });

  it("keeps both files in its ConfigMap, so that an old pod finds its own while the kind is being switched", async () => {
    for (const kind of ["xrayDaemon", "otelCollector"]) {
      const { manifests } = await agent({ kind });
      assert.deepEqual(Object.keys(find(manifests, "ConfigMap", "xray-config").data!).sort(), [
        "cfg.yaml",
        "collector.yaml",
      ]);
    }
  });

  it("rolls its pods when the file they read changes, and only then", async () => {
    const checksum = async (values: object): Promise<string> => {
      const { manifests } = await agent(values);
      return podOf(find(manifests, "DaemonSet", "xray-daemon"))!.metadata.annotations!["checksum/config"]!;
    };
    const daemon = await checksum({});
    assert.notEqual(await checksum({ bufferMB: 32 }), daemon);
    assert.equal(await checksum({ indexedAttributes: ["user_tier"] }), daemon);
    const collector = await checksum({ kind: "otelCollector" });
    assert.notEqual(collector, daemon);
    assert.notEqual(await checksum({ kind: "otelCollector", indexedAttributes: ["user_tier"] }), collector);
  });
});
