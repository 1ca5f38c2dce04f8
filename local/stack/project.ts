import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";

/** What only this machine knows, and Pulumi.local.yaml therefore can't say. Same shape as the stack's settings. */
export interface LocalSettings {
  readonly cluster: { readonly oidcIssuer: string; readonly kubeconfig: string };
  readonly api: { readonly image: ImageRef };
  readonly agent: {
    readonly image?: ImageRef;
    readonly endpoint: string;
    readonly stsEndpoint: string;
  };
}

export interface ImageRef {
  readonly repository: string;
  readonly tag: string;
}

const stackFile = z.object({ config: z.record(z.string(), z.unknown()) });
const section = z.record(z.string(), z.unknown());

/**
 * Pulumi.local.yaml of the repository with this machine's values put in. Values that a person wrote there for other keys
 * stay as they are.
 */
export function localStackFile(repositoryFile: string, settings: LocalSettings): string {
  const { config } = stackFile.parse(parse(repositoryFile));
  const put = (key: keyof LocalSettings): [string, unknown] => {
    const name = `pmp-xray:${key}`;
    return [name, { ...section.parse(config[name] ?? {}), ...settings[key] }];
  };
  return stringify({ config: { ...config, ...Object.fromEntries([put("cluster"), put("api"), put("agent")]) } });
}

/** A copy of the Pulumi project in `dir`, so that running the local stack changes no file of the repository. */
export function writeProject(repository: string, dir: string, settings: LocalSettings): void {
  mkdirSync(dir, { recursive: true });
  const read = (name: string): string => readFileSync(join(repository, name), "utf8");
  writeFileSync(join(dir, "Pulumi.yaml"), read("Pulumi.yaml"));
  writeFileSync(join(dir, "Pulumi.local.yaml"), localStackFile(read("Pulumi.local.yaml"), settings), { mode: 0o600 });
}

/** Executables that the engine finds on PATH as its plugins; each runs one stand-in with the Node that runs this. */
export function writePluginLaunchers(repository: string, dir: string): void {
  mkdirSync(dir, { recursive: true });
  for (const name of ["aws", "kubernetes"]) {
    const file = join(dir, `pulumi-resource-${name}`);
    const main = join(repository, "local", "plugins", name, "main.ts");
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
    chmodSync(file, 0o755);
  }
}
