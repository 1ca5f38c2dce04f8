import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as xray from "@aws-sdk/client-xray";
import { build } from "esbuild";
import { clientConfig } from "../../../local/aws.ts";
import { access, kubectl } from "./local-cluster.ts";

export type Segment = Record<string, unknown>;

const PATIENCE_MS = 30_000;

/** Runs the shop of the fixtures in a pod beside the API, from the API's image; returns the id of the trace it made. */
export async function runShop(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "pmp-xray-e2e-shop-"));
  try {
    const outfile = join(dir, "shop.cjs");
    await build({
      entryPoints: [join(import.meta.dirname, "../fixtures/shop.ts")],
      outfile,
      bundle: true,
      minify: true,
      platform: "node",
      format: "cjs",
      logLevel: "error",
    });
    const pod = join(dir, "pod.json");
    writeFileSync(pod, JSON.stringify(await podOf("shop")));
    await done("create", "configmap", "shop", `--from-file=${outfile}`);
    await done("apply", "--filename", pod);
    await done("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/shop", "--timeout=60s");
    return (await done("logs", "shop")).trim();
  } finally {
    await kubectl("delete", "pod/shop", "configmap/shop", "--ignore-not-found", "--wait=false");
    rmSync(dir, { recursive: true });
  }
}

/** A pod that may run under Pod Security restricted, with the API's image and its way to the agent. */
async function podOf(name: string): Promise<object> {
  const container = ".spec.template.spec.containers[0]";
  const image = await done("get", "deployment", "pmp-api", "--output", `jsonpath={${container}.image}`);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: {
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
      volumes: [{ name: "program", configMap: { name } }],
      containers: [
        {
          name,
          image,
          imagePullPolicy: "Never",
          command: ["node", `/program/${name}.cjs`],
          env: [
            { name: "API_URL", value: "http://pmp-api.pmp.svc.cluster.local" },
            { name: "AWS_XRAY_DAEMON_ADDRESS", value: "xray-daemon.pmp.svc.cluster.local:2000" },
            { name: "OTEL_SERVICE_NAME", value: "pmp-shop" },
            { name: "OTEL_RESOURCE_ATTRIBUTES", value: "cloud.platform=aws_eks" },
          ],
          volumeMounts: [{ name: "program", mountPath: "/program" }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        },
      ],
    },
  };
}

/** kubectl, whose exit code must be 0. */
async function done(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await kubectl(...args);
  assert.equal(exitCode, 0, `kubectl ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** The documents that X-Ray has of a trace, once there are as many. */
export async function segmentsOf(traceId: string, count: number): Promise<Segment[]> {
  const client = new xray.XRayClient(clientConfig(access().emulatorUrl));
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const { Traces = [] } = await client.send(new xray.BatchGetTracesCommand({ TraceIds: [traceId] }));
    const documents = Traces.flatMap(({ Segments = [] }) => Segments.map(({ Document = "{}" }) => Document));
    if (documents.length >= count) return documents.map((document) => JSON.parse(document) as Segment);
    assert.ok(Date.now() < deadline, `X-Ray has ${documents.length} of ${count} documents: ${documents.join("\n")}`);
    await sleep(500);
  }
}
