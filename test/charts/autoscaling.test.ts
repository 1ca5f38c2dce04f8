import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { parseAllDocuments } from "yaml";
import { findHelm } from "../support/helm.ts";
import { findHelm3 } from "../support/helm3.ts";
import { chart, render } from "./support/chart.ts";
import { find } from "./support/manifests.ts";
import type { Manifest } from "./support/manifests.ts";

/** Has `helm template` look into the cluster, as for a release that is there, and check nothing else of it. */
const look = ["--dry-run=server", "--is-upgrade", "--disable-openapi-validation"];

const helms = { "Helm 4": await findHelm(), "Helm 3": await findHelm3() };

/** Who has set which number of pods, as the API server records it. */
interface Owner {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly subresource?: string;
  readonly owns: boolean;
}

const helm4: Owner = { manager: "helm", operation: "Apply", owns: true };
const helm3: Owner = { manager: "helm", operation: "Update", owns: true };
const pulumi: Owner = { manager: "pulumi-kubernetes-1a2b3c4d", operation: "Apply", owns: true };
const scaler: Owner = { manager: "kube-controller-manager", operation: "Update", subresource: "scale", owns: true };
const lost = (owner: Owner): Owner => ({ ...owner, owns: false });

/** Kinds that the chart makes. */
const kindsByApi: Readonly<Record<string, readonly string[]>> = {
  v1: ["ConfigMap", "Pod", "Service", "ServiceAccount"],
  "apps/v1": ["DaemonSet", "Deployment"],
  "autoscaling/v2": ["HorizontalPodAutoscaler"],
  "networking.k8s.io/v1": ["NetworkPolicy"],
  "policy/v1": ["PodDisruptionBudget"],
};

function pluralOf(kind: string): string {
  return `${kind.toLowerCase().replace(/y$/, "ie")}s`;
}

/** As much of an API server as a look-up needs: discovery, and one Deployment or none. */
async function apiServer(replicas: number | undefined, owners: readonly Owner[]): Promise<Server> {
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: "pmp-api",
      namespace: "pmp",
      managedFields: owners.map(({ owns, ...entry }) => ({
        ...entry,
        fieldsType: "FieldsV1",
        fieldsV1: { "f:spec": owns ? { "f:replicas": {} } : { "f:selector": {} } },
      })),
    },
    spec: { replicas },
  };
  const answers: Readonly<Record<string, unknown>> = {
    "/version": { major: "1", minor: "35", gitVersion: "v1.35.2" },
    "/api": { kind: "APIVersions", versions: ["v1"] },
    "/apis": {
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: Object.keys(kindsByApi)
        .filter((api) => api.includes("/"))
        .map((api) => ({ name: api.split("/")[0], versions: [{ groupVersion: api, version: api.split("/")[1] }] })),
    },
    ...Object.fromEntries(
      Object.entries(kindsByApi).map(([api, kinds]) => [
        api.includes("/") ? `/apis/${api}` : `/api/${api}`,
        {
          kind: "APIResourceList",
          groupVersion: api,
          resources: kinds.map((kind) => ({
            ...{ name: pluralOf(kind), singularName: kind.toLowerCase(), namespaced: true, kind, verbs: ["get"] },
          })),
        },
      ]),
    ),
    ...(replicas !== undefined && { "/apis/apps/v1/namespaces/pmp/deployments/pmp-api": deployment }),
  };
  const server = createServer((request, response) => {
    const answer = answers[new URL(request.url ?? "/", "http://x").pathname];
    response.statusCode = answer === undefined ? 404 : 200;
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify(answer ?? { kind: "Status", apiVersion: "v1", status: "Failure", reason: "NotFound", code: 404 }),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** `spec.replicas` of what this Helm would apply where a Deployment with this number runs, or none. */
async function replicas(
  helm: string,
  live: number | undefined,
  owners: readonly Owner[],
  api: object,
): Promise<unknown> {
  const server = await apiServer(live, owners);
  const dir = mkdtempSync(join(tmpdir(), "pmp-xray-autoscaling-"));
  try {
    const kubeconfig = join(dir, "kubeconfig");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "c", cluster: { server: url } }],
        contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
        users: [{ name: "u", user: {} }],
        "current-context": "c",
      }),
    );
    const values = join(dir, "values.json");
    writeFileSync(values, JSON.stringify({ region: "us-east-1", api }));
    const args = ["template", "pmp", chart, "--namespace", "pmp", "--values", values, ...look];
    const env = { HELM_CACHE_HOME: dir, HELM_CONFIG_HOME: dir, HELM_DATA_HOME: dir };
    const { stdout } = await execa(helm, [...args, "--kubeconfig", kubeconfig], { env });
    const documents = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest | null);
    const manifests = documents.filter((manifest) => manifest !== null);
    return (find(manifests, "Deployment", "pmp-api").spec as { replicas?: unknown }).replicas;
  } finally {
    rmSync(dir, { recursive: true });
    server.close();
  }
}

const on = { autoscaling: { enabled: true, minReplicas: 2, maxReplicas: 20 } };

describe("chart: switching autoscaling on", function () {
  this.timeout(60_000);

  it("leaves the number out where there is no cluster to look at", async () => {
    const { spec } = find(await render({ values: { api: on } }), "Deployment", "pmp-api");
    assert.ok(!Object.keys(spec as object).includes("replicas"));
  });

  for (const [name, helm] of Object.entries(helms)) {
    if (helm === undefined) continue;
    const isHelm3 = name === "Helm 3";
    const applier = isHelm3 ? helm3 : helm4;

    describe(`with ${name}`, () => {
      it("keeps the number that runs", async () => assert.equal(await replicas(helm, 6, [applier], on), 6));

      it("keeps it as long as the release is the one that has set it", async () =>
        assert.equal(await replicas(helm, 6, [applier, lost(scaler)], on), 6));

      it("starts with no fewer than the autoscaler's least", async () =>
        assert.equal(await replicas(helm, 1, [applier], on), 2));

      it("writes no number into a Deployment that is not there yet", async () =>
        assert.equal(await replicas(helm, undefined, [], on), undefined));

      it("writes the value's number while autoscaling is off, whatever runs", async () =>
        assert.equal(await replicas(helm, 6, [applier], { replicas: 3 }), 3));

      it(
        isHelm3 ? "repeats the autoscaler's number, which Helm would take back" : "leaves the autoscaler its number",
        async () => assert.equal(await replicas(helm, 8, [lost(applier), scaler], on), isHelm3 ? 8 : undefined),
      );
    });
  }

  it("works the same through Pulumi, whose Helm is a 3 that applies on the server's side", async () => {
    const helm = helms["Helm 3"] ?? helms["Helm 4"];
    assert.equal(await replicas(helm, 6, [pulumi], on), 6);
    assert.equal(await replicas(helm, 8, [lost(pulumi), scaler], on), undefined);
  });
});
