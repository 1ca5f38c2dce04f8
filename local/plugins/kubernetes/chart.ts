import * as pulumi from "@pulumi/pulumi";
import { execa } from "execa";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { kubectl } from "./kubectl.ts";
import { objectId, parseObject, typeToken, type KubernetesObject } from "./object.ts";
import { inOrder } from "./order.ts";

/** The inputs of `kubernetes:helm.sh/v4:Chart` that this project's program uses; any other is refused. */
const chartInputs = z.strictObject({
  chart: z.string(),
  name: z.string().optional(),
  namespace: z.string().optional(),
  values: z.record(z.string(), z.unknown()).optional(),
});

/** Lets Helm query the cluster; as for an upgrade, so that existing objects are no error. */
const look = ["--dry-run=server", "--is-upgrade", "--disable-openapi-validation"];

async function serverVersion(): Promise<string> {
  const versions = z
    .object({ serverVersion: z.object({ gitVersion: z.string() }) })
    .parse(JSON.parse(await kubectl(["version", "--output", "json"])));
  return versions.serverVersion.gitVersion;
}

/**
 * The chart's objects, rendered as the official provider does: by helm, which may look into the cluster, without hooks
 * and tests.
 */
async function render(release: string, inputs: z.infer<typeof chartInputs>): Promise<KubernetesObject[]> {
  const dir = await mkdtemp(join(tmpdir(), "pmp-xray-chart-"));
  try {
    const values = join(dir, "values.json");
    await writeFile(values, JSON.stringify(inputs.values ?? {}));
    const namespace = inputs.namespace ?? "default";
    const { PMP_XRAY_HELM = "helm", PMP_XRAY_KUBECONFIG } = process.env;
    const hasCluster = PMP_XRAY_KUBECONFIG !== undefined && existsSync(PMP_XRAY_KUBECONFIG);
    const args = [
      "template",
      release,
      inputs.chart,
      "--namespace",
      namespace,
      "--values",
      values,
      "--kube-version",
      await serverVersion(),
      "--no-hooks",
      "--skip-tests",
      ...(hasCluster ? look : []),
    ];
    const env = hasCluster ? { KUBECONFIG: PMP_XRAY_KUBECONFIG } : {};
    const { stdout } = await execa(PMP_XRAY_HELM, args, { env });
    return parseAllDocuments(stdout)
      .map((document) => z.unknown().parse(document.toJS()))
      .filter((value) => value !== null && value !== undefined)
      .map((value) => parseObject(value));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

class RenderedObject extends pulumi.CustomResource {
  constructor(name: string, object: KubernetesObject, options: pulumi.CustomResourceOptions) {
    super(typeToken(object), name, object, options);
  }
}

/** The component: one child resource per rendered object, so that each is diffed and seen by policies. */
export class Chart extends pulumi.ComponentResource {
  readonly resources: pulumi.Output<pulumi.Resource[]>;

  constructor(type: string, name: string, inputs: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    super(type, name, {}, options);
    this.resources = pulumi.output(inputs).apply(async (resolved) => {
      const parsed = chartInputs.parse(resolved);
      const objects = await render(parsed.name ?? name, parsed);
      const made = new Map<KubernetesObject, pulumi.Resource>();
      for (const { object, after } of inOrder(objects)) {
        const dependsOn = after.flatMap((each) => made.get(each) ?? []);
        made.set(object, new RenderedObject(`${name}:${objectId(object)}`, object, { parent: this, dependsOn }));
      }
      return [...made.values()];
    });
    this.registerOutputs({ resources: this.resources });
  }
}
