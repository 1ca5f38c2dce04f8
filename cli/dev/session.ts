import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { UsageError } from "@pmp/command-line";
import type { XRayLocal } from "@pmp/xray-local";
import { openBrowser } from "./browser.ts";
import { startChild } from "./child.ts";
import type { CommandContext } from "./command.ts";
import { devEnvironment } from "./environment.ts";
import { watchInterrupts } from "./interrupts.ts";
import { startOnFreePorts, type Start } from "./ports.ts";
import type { Prepared } from "./prepare.ts";
import { formatTrace } from "./trace-line.ts";
import { TraceLines } from "./trace-lines.ts";

export interface SessionHost extends CommandContext {
  /** Prints a line on standard output: traces. */
  readonly output: (line: string) => void;
  /** Prints a line on standard error: everything but traces. */
  readonly say: (line: string) => void;
  /** The output stream, to detect colors. */
  readonly stream: NodeJS.WritableStream;
  readonly openByDefault: boolean;
  /** Whether Ctrl-C comes from a terminal, which sends it to the command as well. */
  readonly isTerminal: boolean;
  /** The source of signals. */
  readonly source: NodeJS.EventEmitter;
  /** Starts X-Ray. Default: this machine's. */
  readonly start?: Start;
}

/** Datagrams that were sent are read, and their traces are printed, within this time. */
const SETTLE_MS = 250;
const MEBIBYTE = 1024 * 1024;

/** Starts X-Ray, then the command; ends them in the opposite order. Returns the exit code. */
export async function runSession(prepared: Prepared, host: SessionHost): Promise<number> {
  const { options, plan } = prepared;
  const local = await startLocal(prepared, host);
  const folder = await mkdtemp(join(tmpdir(), "pmp-xray-dev-"));
  try {
    const planFile = join(folder, "sampling-plan.json");
    await writeFile(planFile, JSON.stringify(plan.fallback));
    for (const line of [...greeting(prepared, local), ...hostWarning(options.host)]) host.say(line);
    if (options.open ?? host.openByDefault) openBrowser(local.apiUrl, host.platform);
    const lines = new TraceLines((trace) => {
      host.output(options.json ? JSON.stringify(trace) : formatTrace(trace, { stream: host.stream }));
    });
    const stop = local.onTrace((trace) => {
      if (!options.quiet) lines.add(trace);
    });
    const code = await runCommand(prepared, host, local, planFile);
    if (options.command.length > 0) await wait(SETTLE_MS);
    stop();
    if (!options.quiet) lines.end();
    for (const line of farewell(local)) host.say(line);
    return code;
  } finally {
    await local.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startLocal({ options, plan }: Prepared, { folder, start }: SessionHost): Promise<XRayLocal> {
  const { host, file, memory, stage, command } = options;
  try {
    return await startOnFreePorts(
      options,
      {
        rules: plan.rules,
        info: { stage, planSource: plan.source, ...(command.length > 0 && { command: command.join(" ") }) },
        ...(host !== undefined && { host }),
        ...(file !== undefined && { file: resolve(folder, file) }),
        ...(memory !== undefined && { memoryLimitBytes: memory * MEBIBYTE }),
      },
      start,
    );
  } catch (error) {
    // For example a foreign address, or a file that can't be written.
    if (error instanceof Error && "code" in error)
      throw new UsageError(`X-Ray could not be started: ${error.message}.`);
    throw error;
  }
}

async function runCommand(
  { options, service, tracing: { register }, usesPmp }: Prepared,
  host: SessionHost,
  { agentAddress, otlpUrl }: XRayLocal,
  planFile: string,
): Promise<number> {
  const { command, json } = options;
  const preload = pathToFileURL(join(import.meta.dirname, "preload.mjs")).href;
  const env = devEnvironment(host.env, {
    agentAddress,
    planFile,
    usesPmp,
    ...(otlpUrl !== undefined && { otlpUrl }),
    ...(service !== undefined && { service }),
    ...(register !== undefined && { tracing: { preload, register } }),
  });
  const child =
    command.length === 0 ? undefined : startChild({ command, folder: host.folder, env, outputToErrors: json });
  const interrupts = watchInterrupts(child, host);
  try {
    if (child !== undefined) return await child.ended;
    await interrupts.first;
    return 0;
  } catch (error) {
    throw new UsageError(
      `${command.join(" ")} could not be started: ${error instanceof Error ? error.message : String(error)}.`,
    );
  } finally {
    interrupts.dispose();
  }
}

function greeting(
  { options, plan, service, tracing }: Prepared,
  { apiUrl, agentAddress, otlpUrl }: XRayLocal,
): string[] {
  const page = `X-Ray on this machine: ${apiUrl}`;
  if (options.quiet) return [page];
  const addresses = [`AWS_XRAY_DAEMON_ADDRESS=${agentAddress}`, ...(otlpUrl === undefined ? [] : [`OTLP ${otlpUrl}`])];
  return [
    page,
    `  segments  ${addresses.join(", ")}`,
    `  sampling  ${plan.source}, ${plan.rules.length} rules`,
    ...(tracing.about === ""
      ? []
      : [`  tracing   ${tracing.about}${service === undefined ? "" : `; service ${service}`}`]),
  ];
}

/** The API has no authentication: said whenever it listens on more than loopback, also with --quiet. */
export function hostWarning(host: string | undefined): string[] {
  if (host === undefined || host === "localhost" || host === "::1" || host.startsWith("127.")) return [];
  return [
    `Warning: --host ${host} lets everyone who reaches this machine read and write the traces, without a password. Leave --host out to listen on 127.0.0.1 only.`,
  ];
}

/** Rejected documents are reported with the reason, because they are in no trace. */
function farewell(local: XRayLocal): string[] {
  const { evicted, limitBytes, rejected } = local.counters();
  const lines = rejected.map(({ reason, count }) => `Rejected, ${count} times: ${reason}`);
  if (evicted === 0) return lines;
  const limit = `${Math.round(limitBytes / MEBIBYTE)} MiB`;
  return [...lines, `${evicted} of the oldest traces were evicted: the limit is ${limit} (--memory).`];
}
