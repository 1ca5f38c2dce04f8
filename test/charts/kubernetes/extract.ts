/**
 * Writes the schemas that the chart's objects are checked against, one file per Kubernetes version and one for the Gateway
 * API: `node test/charts/kubernetes/extract.ts`. It needs Go, through whose module proxy both projects publish them:
 * api/openapi-spec/v3 in k8s.io/kubernetes, config/crd/standard in sigs.k8s.io/gateway-api (both Apache-2.0).
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { close, kindsOf, reachable } from "./close.ts";
import type { Definitions } from "./close.ts";

const kubernetesVersions = ["v1.33.7", "v1.34.3", "v1.35.2", "v1.36.3"];
const gatewayVersion = "v1.3.0";

/** The kinds that the chart can render. */
const kinds = [
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "autoscaling/v2/HorizontalPodAutoscaler",
  "networking.k8s.io/v1/Ingress",
  "networking.k8s.io/v1/NetworkPolicy",
  "policy/v1/PodDisruptionBudget",
  "v1/ConfigMap",
  "v1/Pod",
  "v1/Service",
  "v1/ServiceAccount",
];

interface OpenApi {
  readonly components: { readonly schemas: Definitions };
}

interface ResourceDefinition {
  readonly spec: {
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: unknown } }[];
  };
}

for (const version of kubernetesVersions) {
  const dir = join(download("k8s.io/kubernetes", version), "api", "openapi-spec", "v3");
  const files = readdirSync(dir).map((name) => JSON.parse(readFileSync(join(dir, name), "utf8")) as Partial<OpenApi>);
  const definitions = Object.assign({}, ...files.map((file) => file.components?.schemas)) as Definitions;
  const known = kindsOf(definitions);
  const wanted = Object.fromEntries(kinds.map((kind) => [kind, known[kind]]));
  write(
    `kubernetes-${minor(version)}.json`,
    `k8s.io/kubernetes ${version}`,
    wanted,
    reachable(definitions, Object.values(wanted)),
  );
}

const crd = join(download("sigs.k8s.io/gateway-api", gatewayVersion), "config", "crd", "standard");
const route = parse(readFileSync(join(crd, "gateway.networking.k8s.io_httproutes.yaml"), "utf8")) as ResourceDefinition;
const stable = route.spec.versions.find((version) => version.name === "v1");
write(
  "gateway-api.json",
  `sigs.k8s.io/gateway-api ${gatewayVersion}`,
  { "gateway.networking.k8s.io/v1/HTTPRoute": "HTTPRoute" },
  { HTTPRoute: stable?.schema.openAPIV3Schema },
);

function download(module: string, version: string): string {
  // Outside any module, so that no go.mod is touched.
  const cwd = mkdtempSync(join(tmpdir(), "pmp-xray-schemas-"));
  try {
    const args = ["mod", "download", "-json", `${module}@${version}`];
    return (JSON.parse(execFileSync("go", args, { cwd, encoding: "utf8" })) as { readonly Dir: string }).Dir;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

function write(name: string, source: string, wanted: object, definitions: Definitions): void {
  const closed = Object.fromEntries(Object.entries(definitions).map(([key, schema]) => [key, close(schema)]));
  const file = { source, license: "Apache-2.0", kinds: wanted, definitions: closed };
  writeFileSync(join(import.meta.dirname, name), `${JSON.stringify(file)}\n`);
}

function minor(version: string): string {
  return version.replace(/^v(\d+\.\d+)\..*$/, "$1");
}
