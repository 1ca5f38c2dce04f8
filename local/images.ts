import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  imageTag,
  ociArchitecture,
  sharedLibraries,
  writeImage,
  type ImageFile,
  type ImageSpec,
} from "./cluster/images.ts";
import { ecsHelperImage } from "./cluster/ecs-helper-image.ts";
import { pauseImage } from "./cluster/node-config.ts";

/** Programs that images are made of. */
export interface ImageSources {
  readonly pause: string;
  readonly coredns: string;
  readonly collector: string;
  readonly iptables: string;
  /** Writes the API as one JavaScript file. */
  bundleApi(outfile: string): Promise<void>;
}

/** Images of the local cluster: references to use, and an archive for each. */
export interface LocalImages {
  readonly dns: string;
  readonly agent: { readonly repository: string; readonly tag: string };
  readonly api: { readonly repository: string; readonly tag: string };
  /** Redirects the address of the ECS agent in a task's pod. */
  readonly ecsHelper: string;
  /** Archive by reference. */
  readonly archives: Readonly<Record<string, string>>;
}

const executable = 0o755;

async function archived(dir: string, repository: string, spec: Omit<ImageSpec, "reference">, reference?: string) {
  const tag = imageTag(spec);
  const ref = reference ?? `${repository}:${tag}`;
  const base = repository.split("/").at(-1) ?? repository;
  const archive = join(dir, `${base}-${tag}-${ociArchitecture()}.tar`);
  if (!existsSync(archive)) {
    await writeImage({ ...spec, reference: ref }, archive);
    // Older builds of the same image are of no use to anyone.
    for (const name of readdirSync(dir)) {
      if (name.startsWith(`${base}-`) && join(dir, name) !== archive) rmSync(join(dir, name), { force: true });
    }
  }
  return { repository, tag, ref, archive };
}

/**
 * Builds missing images, each named after its content, without a container engine. `node` is the program that runs the
 * API, by default this process's Node.
 */
export async function buildImages(
  cache: string,
  sources: ImageSources,
  node: string = process.execPath,
): Promise<LocalImages> {
  const dir = join(cache, "images");
  mkdirSync(dir, { recursive: true });
  const program = (source: string, target: string): ImageFile[] => [{ source, target, mode: executable }];

  const bundle = join(dir, "api.cjs");
  await sources.bundleApi(bundle);
  const libraries = (await sharedLibraries(node)).map((source): ImageFile => ({
    source,
    target: source,
    mode: executable,
  }));

  const pause = await archived(
    dir,
    "pmp-xray.local/pause",
    { layers: [program(sources.pause, "/pause")], entrypoint: ["/pause"], user: "65535:65535" },
    pauseImage,
  );
  const dns = await archived(dir, "pmp-xray.local/coredns", {
    layers: [program(sources.coredns, "/coredns")],
    entrypoint: ["/coredns"],
    user: "10053:10053",
  });
  const agent = await archived(dir, "pmp-xray.local/collector", {
    layers: [program(sources.collector, "/collector")],
    entrypoint: ["/collector"],
    user: "10001:10001",
  });
  const api = await archived(dir, "pmp-xray.local/pmp-api", {
    layers: [[...program(node, "/usr/local/bin/node"), ...libraries], [{ source: bundle, target: "/app/main.cjs" }]],
    entrypoint: ["/usr/local/bin/node", "/app/main.cjs"],
    user: "1000:1000",
  });
  const ecsHelper = await archived(dir, "pmp-xray.local/ecs-helper", await ecsHelperImage(sources.iptables));
  return {
    dns: dns.ref,
    agent: { repository: agent.repository, tag: agent.tag },
    api: { repository: api.repository, tag: api.tag },
    ecsHelper: ecsHelper.ref,
    archives: Object.fromEntries([pause, dns, agent, api, ecsHelper].map(({ ref, archive }) => [ref, archive])),
  };
}
