import { UsageError } from "@pmp/command-line";
import { PortTakenError, startXRayLocal } from "@pmp/xray-local";
import type { XRayLocal, XRayLocalOptions } from "@pmp/xray-local";
import type { DevOptions } from "./options.ts";

/** The page's port is arbitrary; it is next to the agent's, to be easy to remember. */
const DEFAULTS = { port: 2001, agentPort: 2000, otlpPort: 4318 } as const;
const OPTIONS = { port: "--port", agentPort: "--agent-port", otlpPort: "--otlp-port" } as const;
/** After so many occupied ports, the system selects one. */
const TRIES = 50;

type Name = keyof typeof DEFAULTS;
type Ports = Record<Name, number | false>;
type Given = Pick<DevOptions, Name>;

/** Starts X-Ray; replaced in tests. */
export type Start = (options: XRayLocalOptions) => Promise<XRayLocal>;

/**
 * Starts X-Ray on the given ports, or on the next free ones after the defaults.
 *
 * @throws UsageError if a given port is in use
 */
export async function startOnFreePorts(
  given: Given,
  options: XRayLocalOptions,
  start: Start = startXRayLocal,
): Promise<XRayLocal> {
  const ports = firstPorts(given);
  for (let tries = 1; ; tries++) {
    try {
      return await start({ ...options, ...asOptions(ports) });
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error;
      const name = nameOf(ports, error);
      if (name === undefined || given[name] !== undefined) throw new UsageError(takenInWords(error, name));
      ports[name] = tries < TRIES ? next(ports, error.port) : 0;
    }
  }
}

/** Ports that were given twice, as sentences. */
export function portProblems(given: Given): string[] {
  const names = (Object.keys(DEFAULTS) as Name[]).filter((name) => typeof given[name] === "number");
  return names.flatMap((name, index) => {
    const twin = names.slice(0, index).find((other) => given[other] === given[name]);
    return twin === undefined
      ? []
      : [`${OPTIONS[twin]} and ${OPTIONS[name]} are both ${String(given[name])}; they must differ.`];
  });
}

function firstPorts(given: Given): Ports {
  const ports: Ports = { port: false, agentPort: false, otlpPort: false };
  // Given ports first, so that defaults avoid them.
  for (const name of Object.keys(DEFAULTS) as Name[]) ports[name] = given[name] ?? false;
  for (const name of Object.keys(DEFAULTS) as Name[]) {
    if (given[name] !== undefined) continue;
    const taken = Object.values(ports).includes(DEFAULTS[name]);
    ports[name] = taken ? next(ports, DEFAULTS[name]) : DEFAULTS[name];
  }
  return ports;
}

function asOptions({ port, agentPort, otlpPort }: Ports): Pick<XRayLocalOptions, Name> {
  return { otlpPort, ...(port !== false && { port }), ...(agentPort !== false && { agentPort }) };
}

function next(ports: Ports, after: number): number {
  let port = after + 1;
  while (Object.values(ports).includes(port) || Object.values<number>(DEFAULTS).includes(port)) port += 1;
  return port > 65_535 ? 0 : port;
}

/** The numbers differ, so the number alone identifies the port. */
function nameOf(ports: Ports, { port }: PortTakenError): Name | undefined {
  return (Object.keys(DEFAULTS) as Name[]).find((name) => ports[name] === port);
}

function takenInWords({ message }: PortTakenError, name: Name | undefined): string {
  return name === undefined
    ? message
    : `${OPTIONS[name]}: ${message} Without ${OPTIONS[name]} the next free port is used.`;
}
