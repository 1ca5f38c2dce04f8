import type { Program } from "@pmp/command-line";

/** The maximum of `--memory` in MiB. */
const MAX_MEMORY = 4096;

/** Adds the options of `pmp-xray dev` to its command. */
export function addDevOptions(command: Program) {
  return command
    .option("--stage <STAGE>", "sampling plan: a stack of this folder, or the preset dev, staging or prod", "dev")
    .option("--service <NAME>", "service in traces; default: OTEL_SERVICE_NAME, else the nearest package.json")
    .option("--tracing", "add @pmp/tracing, also where package.json has an instrumentation of its own")
    .option("--no-tracing", "leave the command's own instrumentation alone")
    .option("--port <N>", "page and X-Ray API; default: 2001, or the next that is free")
    .option("--agent-port <N>", "segments (UDP) and sampling rules (TCP); default: 2000, or the next that is free")
    .option("--otlp-port <N>", "OTLP over HTTP; default: 4318, or the next that is free; off for none")
    .option("--host <ADDRESS>", "listen there instead of on 127.0.0.1: other machines can then read the traces")
    .option("--file <FILE>", "keep the traces across restarts")
    .option("--memory <MIB>", `memory for traces, 1 to ${MAX_MEMORY}; the oldest are evicted first; default: 128`)
    .option("--open", "open the page in a browser; default: on a terminal, but not in CI")
    .option("--no-open", "leave the browser alone")
    .option("--json", "a line of JSON for each trace; what the command prints goes to standard error")
    .option("--quiet", "no line for each trace");
}

/** Options as parsed by commander. */
export type GivenOptions = ReturnType<ReturnType<typeof addDevOptions>["opts"]>;

/** The options of `pmp-xray dev`. An option that was not given is absent. */
export interface DevOptions {
  /** A stack of the current folder, or a preset. Default dev. */
  readonly stage: string;
  /** The service's name in traces. Default: that of the nearest package.json. */
  readonly service?: string;
  /** The page and the X-Ray API. */
  readonly port?: number;
  /** UDP for segments and TCP for sampling rules. */
  readonly agentPort?: number;
  /** OTLP over HTTP; false for none. */
  readonly otlpPort?: number | false;
  readonly host?: string;
  /** Keeps the traces across restarts. */
  readonly file?: string;
  /** Memory for traces in MiB. */
  readonly memory?: number;
  /** Open the page in a browser. */
  readonly open?: boolean;
  /** Add @pmp/tracing to the command. */
  readonly tracing?: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Program and arguments; empty for the endpoint alone. */
  readonly command: readonly string[];
}

/**
 * Validates the options, and separates the command from other arguments. Each problem is a sentence in `problems`.
 *
 * @param operands arguments without an option; commander removes the first `--`
 * @param argv the unparsed arguments
 */
export function readDevOptions(
  given: GivenOptions,
  operands: readonly string[],
  argv: readonly string[],
): { options: DevOptions; problems: readonly string[] } {
  const command = argv.includes("--") ? argv.slice(argv.indexOf("--") + 1) : undefined;
  const words = operands.slice(0, operands.length - (command?.length ?? 0));
  const problems: string[] = [];
  const whole = (name: string, text: string, max: number, more = ""): number | undefined => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= 1 && value <= max) return value;
    problems.push(`--${name} must be a whole number from 1 to ${max}${more}, got ${text}.`);
    return undefined;
  };
  const port = (name: string, text: string | undefined, more = ""): number | undefined =>
    text === undefined ? undefined : whole(name, text, 65_535, more);
  for (const name of ["stage", "service", "host", "file"] as const) {
    if (given[name] === "") problems.push(`--${name} needs a value.`);
  }
  const numbers = {
    port: port("port", given.port),
    agentPort: port("agent-port", given.agentPort),
    otlpPort: given.otlpPort === "off" ? (false as const) : port("otlp-port", given.otlpPort, ", or off"),
    memory: given.memory === undefined ? undefined : whole("memory", given.memory, MAX_MEMORY, " (MiB)"),
  };
  if (words.length > 0 && command === undefined) {
    problems.push(`Put -- before the command: pmp-xray dev -- ${words.join(" ")}`);
  } else problems.push(...words.map((word) => `Unexpected argument before --: ${word}.`));
  if (command?.length === 0) problems.push("Missing command after --. Name one, or leave -- out.");
  const { stage, service, host, file, open, tracing, json = false, quiet = false } = given;
  const optional = Object.entries({ service, host, file, open, tracing, ...numbers });
  return {
    options: {
      ...Object.fromEntries(optional.filter(([, value]) => value !== undefined)),
      stage,
      json,
      quiet,
      command: command ?? [],
    },
    problems,
  };
}
