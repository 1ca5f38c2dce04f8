import * as pulumi from "@pulumi/pulumi";
import { execa } from "execa";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { kubectl } from "./kubectl.ts";
import { objectId, parseObject, rolloutKinds, typeToken, type KubernetesObject } from "./object.ts";

/** The inputs of `kubernetes:helm.sh/v4:Chart` that this project's program uses; any other is refused. */
const chartInputs = z.strictObject({
  chart: z.string(),
  name: z.string().optional(),
  namespace: z.string().optional(),
  values: z.record(z.string(), z.unknown()).optional(),
});

async function serverVersion(): Promise<string> {
  const versions = z
    .object({ serverVersion: z.object({ gitVersion: z.string() }) })
    .parse(JSON.parse(await kubectl(["version", "--output", "json"])));
  return versions.serverVersion.gitVersion;
}

/** The chart's objects, rendered as the official provider does: by helm, without hooks and tests. */
async function render(release: string, inputs: z.infer<typeof chartInputs>): Promise<KubernetesObject[]> {
  const dir = await mkdtemp(join(tmpdir(), "pmp-xray-chart-"));
  try {
    const values = join(dir, "values.json");
    await writeFile(values, JSON.stringify(inputs.values ?? {}));
    const namespace = inputs.namespace ?? "default";
    const { stdout } = await execa(process.env.PMP_XRAY_HELM ?? "helm", [
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
    ]);
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
      const child = (object: KubernetesObject, dependsOn: pulumi.Resource[]): pulumi.Resource =>
        new RenderedObject(`${name}:${objectId(object)}`, object, { parent: this, dependsOn });
      // Pods mount ConfigMaps and service accounts: with those in place first, no container waits for the kubelet's retry.
      const first = objects.filter((object) => !rolloutKinds.has(object.kind)).map((object) => child(object, []));
      const workloads = objects.filter((object) => rolloutKinds.has(object.kind)).map((object) => child(object, first));
      return [...first, ...workloads];
    });
    this.registerOutputs({ resources: this.resources });
  }
}
