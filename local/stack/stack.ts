import { appendFileSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as automation from "@pulumi/pulumi/automation/index.js";
import type { ClusterPaths } from "../paths.ts";
import { UsageError } from "@pmp/command-line";
import { stackNames, type StackName } from "../names.ts";
import { writePluginLaunchers, writeProject, type LocalSettings } from "./project.ts";

/** The cluster's endpoints, and the paths of its tools. */
export interface StackTarget {
  /** Root of the repository. */
  readonly repository: string;
  readonly paths: ClusterPaths;
  /** A kubeconfig whose current context is the cluster that objects go to. */
  readonly kubeconfig: string;
  /** Absolute paths of the tools that the engine and the stand-ins run. */
  readonly tools: { readonly pulumi: string; readonly helm: string; readonly kubectl: string };
  /** Environment that points AWS SDKs at the emulator. */
  readonly awsEnv: Readonly<Record<string, string>>;
}

/** The result of an update: number of resources per kind of change, and the stack's outputs. */
export interface UpResult {
  readonly changes: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

let runs = 0;

/** Runs index.ts as the engine's program. The query avoids the module cache, so that each run evaluates it again. */
async function program(repository: string): Promise<Record<string, unknown>> {
  runs += 1;
  const url = pathToFileURL(join(repository, "index.ts"));
  url.searchParams.set("run", String(runs));
  return { ...((await import(url.href)) as Record<string, unknown>) };
}

/** The Automation API looks for the CLI in `ROOT/bin`, wherever the program is. */
function cliRoot(paths: ClusterPaths, pulumi: string): string {
  const root = join(paths.pulumi, "cli");
  const link = join(root, "bin", "pulumi");
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(pulumi, link);
  return root;
}

/**
 * A local stack with the settings of a stack file and of this machine, ready for the real Pulumi engine with a file
 * backend below the cluster's folder.
 */
export async function openStack(
  target: StackTarget,
  stackText: string,
  settings: LocalSettings,
  name: StackName = stackNames.eks,
): Promise<automation.Stack> {
  writeProject(target.repository, projectDir(target.paths), stackText, settings, name);
  return openRecordedStack(target, name);
}

/** The stack with the settings that its last run recorded. */
export function openRecordedStack(target: StackTarget, name: StackName = stackNames.eks): Promise<automation.Stack> {
  return selectStack(target, name, projectDir(target.paths));
}

/**
 * A stack of the Pulumi project in `workDir`, made when it isn't there, with index.ts of this repository as its
 * program.
 */
export async function selectStack(target: StackTarget, stackName: string, workDir: string): Promise<automation.Stack> {
  const { paths, tools, repository } = target;
  mkdirSync(stateDir(paths), { recursive: true });
  writePluginLaunchers(repository, launcherDir(paths));
  return automation.LocalWorkspace.createOrSelectStack(
    { projectName: "pmp-xray", stackName, program: () => program(repository) },
    {
      workDir,
      pulumiHome: join(paths.pulumi, "home"),
      pulumiCommand: await automation.PulumiCommand.get({ root: cliRoot(paths, tools.pulumi) }),
      envVars: engineEnv(target),
    },
  );
}

/** Additional environment of the engine and its plugins. */
export function engineEnv({ paths, tools, kubeconfig, awsEnv }: StackTarget): Record<string, string> {
  return {
    ...awsEnv,
    PATH: [launcherDir(paths), dirname(tools.pulumi), process.env.PATH ?? ""].join(":"),
    PULUMI_BACKEND_URL: pathToFileURL(stateDir(paths)).href,
    // Nothing in this throw-away state is secret; the engine insists on a passphrase.
    PULUMI_CONFIG_PASSPHRASE: "local",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PMP_XRAY_HELM: tools.helm,
    PMP_XRAY_KUBECTL: tools.kubectl,
    PMP_XRAY_KUBECONFIG: kubeconfig,
  };
}

function launcherDir(paths: ClusterPaths): string {
  return join(paths.pulumi, "plugins");
}

function stateDir(paths: ClusterPaths): string {
  return join(paths.pulumi, "state");
}

/** The stack whose project a run got as far as writing; undefined: none. */
export function recordedStack(paths: ClusterPaths): StackName | undefined {
  return Object.values(stackNames).find((name) => existsSync(join(projectDir(paths), `Pulumi.${name}.yaml`)));
}

function projectDir(paths: ClusterPaths): string {
  return join(paths.pulumi, "project");
}

/** `pulumi up`. The engine's own output goes to the cluster's log `pulumi.log`. */
export async function up(stack: automation.Stack, paths: ClusterPaths): Promise<UpResult> {
  const result = await withAwsEnv(stack, () =>
    logged(paths, (onOutput) => stack.up({ onOutput, onError: onOutput, color: "never" })),
  );
  const outputs = Object.fromEntries(
    Object.entries(result.outputs).map(([name, { value }]) => [name, value as unknown]),
  );
  return { changes: { ...result.summary.resourceChanges }, outputs };
}

/**
 * The program runs in this process, but the stack's environment is set only for the engine and the plugins: the
 * program's own AWS calls must go to the emulator too.
 */
async function withAwsEnv<T>({ workspace }: automation.Stack, run: () => Promise<T>): Promise<T> {
  const env = Object.entries(workspace.envVars).filter(([name]) => name.startsWith("AWS_"));
  const before = env.map(([name]) => [name, process.env[name]] as const);
  for (const [name, value] of env) process.env[name] = value;
  try {
    return await run();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}

/** `pulumi destroy`; first removes the lock of a killed run. */
export async function destroy(stack: automation.Stack, paths: ClusterPaths): Promise<void> {
  await stack.cancel().catch(() => undefined);
  await logged(paths, (onOutput) => stack.destroy({ onOutput, onError: onOutput, color: "never" }));
}

/** Keeps the engine's output in a file; of a failure, only the engine's diagnostics are for the terminal. */
async function logged<T>(paths: ClusterPaths, run: (onOutput: (text: string) => void) => Promise<T>): Promise<T> {
  const log = join(paths.logs, "pulumi.log");
  let output = "";
  try {
    return await run((text) => {
      output += text;
      appendFileSync(log, text);
    });
  } catch (error) {
    const diagnostics = /^Diagnostics:\n([\s\S]*?)\n(?:Resources|Outputs):/m.exec(output)?.[1];
    if (diagnostics === undefined) throw error;
    // The engine warns of every plugin that it finds on PATH; here that is on purpose.
    const lines = diagnostics.split("\n").filter((line) => !line.includes("warning: using pulumi-resource-"));
    throw new UsageError(`Pulumi stopped:\n${lines.join("\n").trimEnd()}\nThe whole output: ${log}`);
  }
}
