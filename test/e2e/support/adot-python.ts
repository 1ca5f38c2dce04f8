import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { cache } from "./npm.ts";
import { freePort } from "../../support/free-ports.ts";

const fixtures = join(import.meta.dirname, "..", "fixtures");
const PATIENCE_MS = 60_000;

/** AWS's distribution of OpenTelemetry for Python, as the fixtures pin it, in a virtual environment in the cache. */
export async function installAdotPython(): Promise<{ readonly bin: string; readonly version: string }> {
  const requirements = join(fixtures, "python-requirements.txt");
  const text = readFileSync(requirements, "utf8");
  const version = /^aws-opentelemetry-distro==(.+)$/m.exec(text)?.[1] ?? "unknown";
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const folder = join(cache, "interop", `adot-python-${version}-${hash}`);
  const done = join(folder, "installed");
  if (!existsSync(done)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await execa("python3", ["-m", "venv", folder]);
    await execa(join(folder, "bin", "pip"), ["install", "--quiet", "--requirement", requirements]);
    writeFileSync(done, "");
  }
  return { bin: join(folder, "bin"), version };
}

export interface PythonService {
  readonly url: string;
  /** What it wrote to stderr so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts the service of the fixtures with it, as AWS's documentation starts one with adaptive sampling. */
export async function startPythonService(
  bin: string,
  options: {
    readonly name: string;
    readonly sampler: string;
    readonly otlpUrl: string;
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<PythonService> {
  const port = await freePort();
  const child = execa(join(bin, "opentelemetry-instrument"), ["python", join(fixtures, "python-service.py")], {
    reject: false,
    stdin: "ignore",
    buffer: false,
    env: {
      PATH: `${bin}:${process.env.PATH ?? ""}`,
      PORT: String(port),
      OTEL_PYTHON_DISTRO: "aws_distro",
      OTEL_PYTHON_CONFIGURATOR: "aws_configurator",
      OTEL_SERVICE_NAME: options.name,
      OTEL_TRACES_SAMPLER: "xray",
      OTEL_TRACES_SAMPLER_ARG: `endpoint=http://${options.sampler},polling_interval=300`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${options.otlpUrl}/v1/traces`,
      OTEL_BSP_SCHEDULE_DELAY: "200",
      OTEL_METRICS_EXPORTER: "none",
      OTEL_LOGS_EXPORTER: "none",
      // It reports anomalies only with this; the metrics go nowhere.
      OTEL_AWS_APPLICATION_SIGNALS_ENABLED: "true",
      OTEL_AWS_APPLICATION_SIGNALS_EXPORTER_ENDPOINT: `${options.otlpUrl}/v1/metrics`,
      AWS_EC2_METADATA_DISABLED: "true",
      ...options.env,
    },
    extendEnv: false,
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await child;
  };
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await answers(`${url}/status/204`))) {
    if (Date.now() > deadline || child.exitCode !== null) {
      await stop();
      throw new Error(`the Python service did not start:\n${log}`);
    }
    await sleep(100);
  }
  return { url, log: () => log, stop };
}

/** Not sampled, and of a trace that the service does not count. */
async function answers(url: string): Promise<boolean> {
  const headers = { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-00` };
  return fetch(url, { headers }).then(
    () => true,
    () => false,
  );
}
