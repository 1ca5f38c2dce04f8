import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readStackText, StackError } from "@pmp/model";
import { stringify } from "yaml";
import { z } from "zod";
import { stackNames, type StackName } from "../names.ts";
import { quote } from "../shell.ts";

/** Machine-specific values that a local stack's file can't contain. Same shape as the stack's settings. */
export interface LocalSettings {
  /** Without them, EKS is asked. Absent on ECS. */
  readonly cluster?: { readonly oidcIssuer?: string; readonly kubeconfig?: string };
  readonly api: { readonly image: ImageRef };
  readonly agent: {
    readonly image?: ImageRef | PinnedImage;
    readonly endpoint: string;
    readonly stsEndpoint: string;
  };
}

export interface ImageRef {
  readonly repository: string;
  readonly tag: string;
}

export interface PinnedImage {
  readonly repository: string;
  readonly digest: string;
}

const section = z.record(z.string(), z.unknown());

/**
 * A stack file (Pulumi.local.yaml) with this machine's values added. The user's values of other keys are kept.
 *
 * @throws StackError if it is not a stack file, or has an encrypted value for a key of this machine
 */
export function localStackFile(text: string, settings: LocalSettings): string {
  return stringify({ config: Object.fromEntries(Object.entries(localConfig(text, settings)).map(parsed)) });
}

/** The same as Pulumi hands it to a program: `namespace:key` to text, JSON for objects. */
export function localConfig(text: string, settings: LocalSettings): Record<string, string> {
  const { config, secrets } = readStackText(text, "the stack file");
  if (secrets.length > 0) {
    throw new StackError(`${secrets.join(", ")} is encrypted, and can't be read here. Write it in plain text.`);
  }
  const put = (key: keyof LocalSettings): [string, string] => {
    const name = `pmp-xray:${key}`;
    const given = config[name] ?? "";
    return [name, JSON.stringify({ ...section.parse(given === "" ? {} : JSON.parse(given)), ...settings[key] })];
  };
  const keys: (keyof LocalSettings)[] = [
    ...(settings.cluster === undefined ? [] : ["cluster" as const]),
    "api",
    "agent",
  ];
  return { ...config, ...Object.fromEntries(keys.map(put)) };
}

/** JSON for objects and lists, text for other values, as the engine passes them. */
function parsed([key, value]: readonly [string, string]): [string, unknown] {
  return [key, /^[[{]/.test(value) ? JSON.parse(value) : value];
}

/** A copy of the Pulumi project in `dir`, so that running the local stack changes no file of the repository. */
export function writeProject(
  repository: string,
  dir: string,
  stackText: string,
  settings: LocalSettings,
  stack: StackName = stackNames.eks,
): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "Pulumi.yaml"), readFileSync(join(repository, "Pulumi.yaml")));
  writeFileSync(join(dir, `Pulumi.${stack}.yaml`), localStackFile(stackText, settings), { mode: 0o600 });
}

/**
 * Executables that the engine finds on PATH as its plugins, each run by the Node that runs this: a stand-in for each
 * provider, and what starts a policy pack. The last is the SDK's own runner, which an official Pulumi CLI reaches
 * through its Node.js host; without that host the engine looks for it by this name.
 */
export function writePluginLaunchers(repository: string, dir: string): void {
  mkdirSync(dir, { recursive: true });
  for (const name of ["aws", "kubernetes"]) {
    writeLauncher(join(dir, `pulumi-resource-${name}`), join(repository, "local", "plugins", name, "main.ts"));
  }
  // The SDK's own runner of resources that are written in the program; it loads what they import from the repository.
  const dynamic = join(repository, "node_modules", "@pulumi", "pulumi", "cmd", "dynamic-provider", "index.js");
  writeLauncher(join(dir, "pulumi-resource-pulumi-nodejs"), dynamic, repository);
  const runner = join(repository, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack", "index.js");
  writeLauncher(join(dir, "pulumi-analyzer-policy-nodejs"), runner);
}

function writeLauncher(file: string, main: string, cwd?: string): void {
  const enter = cwd === undefined ? "" : `cd ${quote(cwd)}\n`;
  writeFileSync(file, `#!/bin/sh\n${enter}exec ${quote(process.execPath)} ${quote(main)} "$@"\n`);
  chmodSync(file, 0o755);
}
