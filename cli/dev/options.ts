/** What the user asked of `pmp-xray dev`. An option that was not given is absent. */
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
  readonly help: boolean;
  /** Program and arguments; empty for the endpoint alone. */
  readonly command: readonly string[];
}

export const DEV_USAGE = `Usage: pmp-xray dev [OPTIONS] [-- COMMAND …]

Starts X-Ray on this machine, shows its page, and runs the command with tracing on. Without a command: X-Ray and its page
only. Nothing is sent to AWS, and no credentials are needed.

  --stage NAME          sampling plan: a stack of this folder (Pulumi.NAME.yaml), or dev, staging, prod; default dev
  --service NAME        name of the service in traces; default: OTEL_SERVICE_NAME, else the nearest package.json
  --no-tracing          leave the command's own instrumentation alone; that is the default where package.json has one
  --tracing             add @pmp/tracing all the same
  --port N              page and X-Ray API; default 2001, or the next that is free
  --agent-port N        segments (UDP) and sampling rules (TCP); default 2000, or the next that is free
  --otlp-port N         OTLP over HTTP; default 4318, or the next that is free; off for none
  --host ADDRESS        listen there instead of on 127.0.0.1: other machines can then read the traces
  --file FILE           keep the traces across restarts
  --memory MIB          memory for traces, 1 to 4096; the oldest traces go first; default 128
  --open, --no-open     open the page in a browser; default: on a terminal, but not in CI
  --json                a line of JSON for each trace on standard output; the command's output goes to standard error
  --quiet               no line for each trace

Ctrl-C ends the command, then X-Ray; a second one kills the command. The exit code is the command's, or 2 when it could not
be started as asked for.
`;

const TEXT = ["stage", "service", "host", "file"] as const;
const PORTS = { port: "port", "agent-port": "agentPort", "otlp-port": "otlpPort" } as const;
const FLAGS = { json: "json", quiet: "quiet", help: "help" } as const;
const SWITCHES = ["open", "tracing"] as const;
const NAMES = [
  ...TEXT,
  ...Object.keys(PORTS),
  "memory",
  ...SWITCHES.flatMap((name) => [name, `no-${name}`]),
  "json",
  "quiet",
];

/** Reads the arguments behind `dev`. Everything that is wrong is a sentence in `problems`. */
export function readDevOptions(argv: readonly string[]): { options: DevOptions; problems: readonly string[] } {
  const end = argv.indexOf("--");
  const command = end === -1 ? [] : argv.slice(end + 1);
  const rest = end === -1 ? [...argv] : argv.slice(0, end);
  const problems: string[] = [];
  const given: { -readonly [K in keyof DevOptions]?: DevOptions[K] } = {};
  const words: string[] = [];

  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith("-")) {
      words.push(word);
      continue;
    }
    const [name = "", ...parts] = word.replace(/^--?/, "").split("=");
    const attached = parts.length > 0 ? parts.join("=") : undefined;
    if (isFlag(name, word)) set(FLAGS[name === "h" ? "help" : name], true, attached);
    else if (SWITCHES.some((each) => name === each || name === `no-${each}`)) {
      const on = SWITCHES.find((each) => each === name);
      const off = SWITCHES.find((each) => `no-${each}` === name);
      set(on ?? off ?? "open", on !== undefined, attached);
    } else if (NAMES.includes(name)) {
      const value = attached ?? (rest[0]?.startsWith("--") === true ? undefined : rest.shift());
      if (value === undefined || value === "") problems.push(`--${name} needs a value.`);
      else readValue(name, value);
    } else problems.push(`${word} is not an option; there are ${NAMES.map((each) => `--${each}`).join(", ")}.`);
  }
  if (words.length > 0 && end === -1) problems.push(`Put -- before the command: pmp-xray dev -- ${words.join(" ")}`);
  else problems.push(...words.map((word) => `${word} stands before -- and belongs to no option.`));
  if (end !== -1 && command.length === 0) problems.push("There is no command behind --. Name one, or leave -- out.");
  const { stage = "dev", json = false, quiet = false, help = false, ...others } = given;
  return { options: { ...others, stage, json, quiet, help, command }, problems };

  function set(
    name: "json" | "quiet" | "help" | "open" | "tracing",
    value: boolean,
    attached: string | undefined,
  ): void {
    if (attached !== undefined) problems.push(`--${name} takes no value, got ${attached}.`);
    given[name] = value;
  }

  function readValue(name: string, value: string): void {
    const text = TEXT.find((each) => each === name);
    if (text !== undefined) given[text] = value;
    else if (name === "memory") {
      const memory = whole(name, value, 1, 4096, " (MiB)");
      if (memory !== undefined) given.memory = memory;
    } else if (name === "otlp-port" && value === "off") given.otlpPort = false;
    else if (isPort(name)) {
      const port = whole(name, value, 1, 65_535, name === "otlp-port" ? ", or off" : "");
      if (port !== undefined) given[PORTS[name]] = port;
    }
  }

  function whole(name: string, text: string, min: number, max: number, more: string): number | undefined {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    problems.push(`--${name} must be a whole number from ${min} to ${max}${more}, got ${text}.`);
    return undefined;
  }
}

function isFlag(name: string, word: string): name is keyof typeof FLAGS | "h" {
  return Object.hasOwn(FLAGS, name) || word === "-h";
}

function isPort(name: string): name is keyof typeof PORTS {
  return Object.hasOwn(PORTS, name);
}
