import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repository } from "../names.ts";

/** A stopping API may take this long, in milliseconds. */
const ENDING_MS = 5_000;

/** Variables of other tracing set-ups, which would change what is traced, or where traces go. */
const OTHER_TRACING = /^(?:OTEL_|PMP_|AWS_XRAY_|_X_AMZN_)/;

export interface ReferenceApiOptions {
  /** `host:port` of the agent's port. */
  readonly agentAddress: string;
  /** Name in X-Ray. */
  readonly service: string;
  /** File with the sampling rules that hold until the central ones are fetched. */
  readonly planFile: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The reference API in its own process. */
export interface ReferenceApi {
  readonly url: string;
  readonly pid: number;
  /** Stops it; its last traces are sent. */
  stop(): Promise<void>;
}

/**
 * Starts packages/api on a free port of this machine, traced as in the cluster.
 *
 * @throws Error with its output when it ends before it listens
 */
export async function startReferenceApi(options: ReferenceApiOptions): Promise<ReferenceApi> {
  const endWithParent = pathToFileURL(join(import.meta.dirname, "end-with-parent.mjs")).href;
  const main = join(repository, "packages", "api", "src", "main.ts");
  const child = spawn(process.execPath, ["--import", endWithParent, main], {
    env: environment(options),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  const ended = once(child, "exit");
  const port = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`The reference API ended before it listened:\n${output}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        const listening = /listens on port (\d+)/.exec(output)?.[1];
        if (listening !== undefined) resolve(Number(listening));
      });
    }
  });
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), ENDING_MS);
      if (child.exitCode === null && child.signalCode === null) await ended;
      clearTimeout(late);
    },
  };
}

function environment({ agentAddress, service, planFile, env = process.env }: ReferenceApiOptions): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !OTHER_TRACING.test(name))),
    NODE_ENV: "production",
    PORT: "0",
    AWS_XRAY_DAEMON_ADDRESS: agentAddress,
    OTEL_SERVICE_NAME: service,
    PMP_SAMPLING_PLAN_FILE: planFile,
  };
}
