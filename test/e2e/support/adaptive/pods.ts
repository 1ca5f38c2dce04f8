import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { XRaySamplingRule } from "@pmp/sampling";
import { emulatorUrlInside } from "../../../../local/cluster/network.ts";
import { kubectl } from "../local-cluster.ts";
import { repository } from "../npm.ts";
import { envOf, type Variant } from "./variants.ts";

const XRAY = "adaptive-xray";
const LOAD = "adaptive-load";
const AGENT = "xray-daemon";
const HARDENED = {
  securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
  automountServiceAccountToken: false,
  enableServiceLinks: false,
};

interface Container {
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly ports: readonly { readonly containerPort: number }[];
}

interface Deployment {
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly [Container] } } };
}

/** kubectl, whose exit code must be 0. */
async function done(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await kubectl(...args);
  assert.equal(exitCode, 0, `kubectl ${args.join(" ")}: ${stderr}`);
  return stdout;
}

async function apply(dir: string, ...objects: object[]): Promise<void> {
  const file = join(dir, "objects.json");
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
  await done("apply", "--filename", file);
}

const deployment = async (): Promise<Deployment> =>
  JSON.parse(await done("get", "deployment", "pmp-api", "--output", "json")) as Deployment;

/** A pod of the API's image with a program from a config map. */
function podOf(name: string, image: string, env: Record<string, string>): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: name } },
    spec: {
      ...HARDENED,
      restartPolicy: "Never",
      volumes: [{ name: "program", configMap: { name } }],
      containers: [
        {
          name,
          image,
          imagePullPolicy: "Never",
          command: ["node", "/program/main.mjs"],
          env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
          volumeMounts: [{ name: "program", mountPath: "/program" }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        },
      ],
    },
  };
}

function serviceOf(name: string, ports: Readonly<Record<string, readonly [number, number]>>): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: {
      selector: { app: name },
      ports: Object.entries(ports).map(([key, [port, targetPort]]) => ({ name: key, port, targetPort })),
    },
  };
}

/** Services and an X-Ray that are put beside the deployed stack, whose agent then sends to that X-Ray. */
export class AdaptivePods {
  readonly #dir = mkdtempSync(join(tmpdir(), "pmp-xray-adaptive-"));
  readonly #variants: readonly Variant[];

  constructor(variants: readonly Variant[]) {
    this.#variants = variants;
  }

  /** The local X-Ray in a pod, and the agent that sends to it. */
  async startXRay(rules: readonly XRaySamplingRule[]): Promise<void> {
    const main = join(this.#dir, "main.mjs");
    await build({
      entryPoints: [join(repository, "test/e2e/fixtures/xray.ts")],
      outfile: main,
      bundle: true,
      minify: true,
      platform: "node",
      format: "esm",
      // CommonJS packages in it want one.
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      logLevel: "error",
    });
    const thread = join(this.#dir, "udp-thread.mjs");
    copyFileSync(join(repository, "packages/xray-local/src/receive/udp-thread.mjs"), thread);
    await done("create", "configmap", XRAY, `--from-file=${main}`, `--from-file=${thread}`);
    const { image } = (await deployment()).spec.template.spec.containers[0];
    await apply(
      this.#dir,
      podOf(XRAY, image, { RULES: JSON.stringify(rules) }),
      serviceOf(XRAY, { agent: [2000, 2000], page: [8080, 8080] }),
    );
    await done("wait", "--for=condition=Ready", `pod/${XRAY}`, "--timeout=60s");
    await this.#pointAgent(`http://${XRAY}.pmp.svc.cluster.local:2000`);
  }

  /** The agent's endpoint of X-Ray; its STS stays the emulator's. */
  async #pointAgent(endpoint: string): Promise<void> {
    const name = "jsonpath={.spec.template.spec.volumes[?(@.name=='config')].configMap.name}";
    const config = await done("get", "daemonset", AGENT, "--output", name);
    const text = await done("get", "configmap", config, "--output", "json");
    const object = JSON.parse(text) as { data: Record<string, string>; metadata: object };
    const data = Object.fromEntries(
      Object.entries(object.data).map(([key, value]) => [key, value.replaceAll(emulatorUrlInside, endpoint)]),
    );
    assert.notDeepEqual(data, object.data, "the agent's configuration names the emulator");
    await done("patch", "configmap", config, "--type=merge", "--patch", JSON.stringify({ data }));
    await done("rollout", "restart", `daemonset/${AGENT}`);
    await done("rollout", "status", `daemonset/${AGENT}`, "--timeout=90s");
  }

  /** The deployed API once more for each variant, under a name of its own. */
  async startServices(): Promise<void> {
    const { spec } = await deployment();
    const [container] = spec.template.spec.containers;
    const copies = this.#variants.flatMap((name) => {
      const own = envOf(name);
      const env = [
        ...container.env.filter((each) => !Object.hasOwn(own, each.name)),
        ...Object.entries(own).map(([key, value]) => ({ name: key, value })),
      ];
      const template = {
        metadata: { labels: { app: name } },
        spec: { ...spec.template.spec, containers: [{ ...container, env }] },
      };
      return [
        {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name },
          spec: { replicas: 1, selector: { matchLabels: { app: name } }, template },
        },
        serviceOf(name, { http: [80, container.ports[0]?.containerPort ?? 0] }),
      ];
    });
    await apply(this.#dir, ...copies);
    for (const name of this.#variants) await done("rollout", "status", `deployment/${name}`, "--timeout=120s");
  }

  /** GET of the X-Ray's page API, through the Kubernetes API. */
  async read(path: string): Promise<unknown> {
    return JSON.parse(await done("get", "--raw", `/api/v1/namespaces/pmp/services/${XRAY}:page/proxy${path}`));
  }

  /** Starts the load in a pod of its own, and returns what it printed at its end. */
  async load(plan: object, seconds: number): Promise<unknown> {
    const services = Object.fromEntries(
      this.#variants.map((name) => {
        const url = `http://${name}.pmp.svc.cluster.local/api`;
        return [name, { fine: `${url}/products`, fault: `${url}/fail` }];
      }),
    );
    const file = join(repository, "test/e2e/support/adaptive/load.mjs");
    await kubectl("delete", `pod/${LOAD}`, `configmap/${LOAD}`, "--ignore-not-found");
    await done("create", "configmap", LOAD, `--from-file=main.mjs=${file}`);
    const { image } = (await deployment()).spec.template.spec.containers[0];
    const input = Buffer.from(JSON.stringify({ plan, services })).toString("base64");
    await apply(this.#dir, podOf(LOAD, image, { LOAD: input }));
    await done("wait", "--for=jsonpath={.status.phase}=Succeeded", `pod/${LOAD}`, `--timeout=${seconds}s`);
    return JSON.parse(await done("logs", LOAD));
  }

  async stop(): Promise<void> {
    rmSync(this.#dir, { recursive: true });
    const objects = [XRAY, LOAD].flatMap((name) => [`pod/${name}`, `configmap/${name}`]);
    const copies = this.#variants.flatMap((name) => [`deployment/${name}`, `service/${name}`]);
    await kubectl("delete", ...objects, ...copies, `service/${XRAY}`, "--ignore-not-found", "--wait=false");
  }
}
