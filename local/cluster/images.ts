import { createHash } from "node:crypto";
import { createWriteStream, readFileSync, renameSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import { spawn } from "node:child_process";
import { pack, type Pack } from "tar-stream";

/** A file of an image: from the machine, or given as text. */
export type ImageFile =
  | { readonly source: string; readonly target: string; readonly mode?: number }
  | { readonly content: string; readonly target: string; readonly mode?: number };

/** The content of an image. Each inner list of files is a layer; list rarely changed ones first. */
export interface ImageSpec {
  /** Full reference, `name:tag`. */
  readonly reference: string;
  readonly layers: readonly (readonly ImageFile[])[];
  readonly entrypoint: readonly string[];
  /** Numeric, so that `runAsNonRoot` can be checked by the kubelet. */
  readonly user: string;
  readonly env?: readonly string[];
}

/** The OCI name of this machine's processor. */
export function ociArchitecture(arch: string = process.arch): string {
  return arch === "x64" ? "amd64" : arch;
}

const defaultMode = 0o644;

function contentOf(file: ImageFile): Buffer {
  return "source" in file ? readFileSync(file.source) : Buffer.from(file.content);
}

function add(tar: Pack, name: string, data: Buffer, mode = defaultMode): void {
  // A fixed time and owner: the same content gives the same digest on every machine.
  tar.entry({ name, mode, uid: 0, gid: 0, mtime: new Date(0) }, data);
}

async function collect(tar: Pack): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

async function layer(files: readonly ImageFile[]): Promise<Buffer> {
  const tar = pack();
  for (const file of files) {
    add(tar, file.target.replace(/^\//, ""), contentOf(file), file.mode);
  }
  tar.finalize();
  return collect(tar);
}

function sha256(data: Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * Digest of an image's inputs: files, layers, entry point, user, environment and processor. Used as its tag, so that a
 * changed image gets a new one.
 */
export function imageTag(spec: Omit<ImageSpec, "reference">): string {
  const layers = spec.layers.map((files) =>
    files.map((file) => [file.target, file.mode ?? defaultMode, sha256(contentOf(file))]),
  );
  const { entrypoint, user, env = [] } = spec;
  return sha256(Buffer.from(JSON.stringify({ layers, entrypoint, user, env, architecture: ociArchitecture() }))).slice(
    0,
    12,
  );
}

/** Writes `spec` as an archive that `ctr image import` and `docker load` take. No container engine is needed. */
export async function writeImage(spec: ImageSpec, out: string): Promise<void> {
  const layers = await Promise.all(spec.layers.map(layer));
  const config = Buffer.from(
    JSON.stringify({
      architecture: ociArchitecture(),
      os: "linux",
      config: {
        Entrypoint: spec.entrypoint,
        User: spec.user,
        Env: ["PATH=/usr/local/bin:/usr/bin:/bin", ...(spec.env ?? [])],
        WorkingDir: "/",
      },
      rootfs: { type: "layers", diff_ids: layers.map((data) => `sha256:${sha256(data)}`) },
    }),
  );
  const configName = `${sha256(config)}.json`;
  const layerNames = layers.map((data) => `${sha256(data)}/layer.tar`);
  const tar = pack();
  const temporary = `${out}.partial`;
  const written = pipeline(tar, createWriteStream(temporary));
  add(tar, configName, config);
  layers.forEach((data, index) => add(tar, layerNames[index] ?? "", data));
  add(
    tar,
    "manifest.json",
    Buffer.from(JSON.stringify([{ Config: configName, RepoTags: [spec.reference], Layers: layerNames }])),
  );
  tar.finalize();
  await written;
  renameSync(temporary, out);
}

/** The shared libraries that a dynamically linked program loads, as absolute paths, with the loader itself. */
export async function sharedLibraries(program: string, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const child = spawn("ldd", [program], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  const [out, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    }),
  ]);
  if (code !== 0) throw new Error(`ldd ${program} ended with exit code ${String(code)}`);
  const missing = [...out.matchAll(/(\S+) => not found/g)].map((match) => match[1]);
  if (missing.length > 0) throw new Error(`${program} needs libraries that are not there: ${missing.join(", ")}`);
  return [...out.matchAll(/(?:=>\s+)?(\/\S+)\s+\(0x/g)].flatMap((match) => (match[1] === undefined ? [] : [match[1]]));
}
