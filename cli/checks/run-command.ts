import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  awsClients,
  CHECKS,
  effectsOf,
  evaluate,
  exitCodeOf,
  FactReader,
  formatText,
  HTTP,
  Kubectl,
  loadBundle,
  runChecks,
  saveBundle,
  shapeOf,
  toJson,
  toJunit,
  type Bundle,
  type Check,
  type CommandName,
  type Facts,
  type Report,
} from "@pmp/checks";
import { UsageError } from "@pmp/command-line";
import type { Invocation } from "../commands/invocation.ts";
import { formatList } from "./list.ts";
import type { CheckOptions } from "./options.ts";
import { preflight } from "./preflight.ts";
import { progressLine } from "./progress.ts";
import { selectChecks } from "./selection.ts";
import { readTarget } from "./target.ts";

/** Runs `verify` or `doctor`. */
export async function runCommand(
  invocation: Invocation,
  command: CommandName,
  stack: string | undefined,
  options: CheckOptions,
): Promise<void> {
  const checks = selectChecks(CHECKS, options);
  if (options.list === true) {
    invocation.reply({ found: false, ...formatList(checks) }, options.json);
    return;
  }
  const bundle = options.from === undefined ? undefined : readBundle(invocation, options.from);
  const { report, facts } =
    bundle === undefined ? await runLive(invocation, command, stack, options, checks) : replay(command, bundle, checks);
  if (options.save !== undefined)
    write(invocation, options.save, saveBundle({ command, target: report.target, facts }));
  if (options.junit !== undefined) write(invocation, options.junit, toJunit(report));
  const text = formatText(report, { verbose: options.verbose ?? false });
  invocation.reply({ found: false, text, json: toJson(report) }, options.json);
  invocation.exit(exitCodeOf(report));
}

interface Run {
  readonly report: Report;
  readonly facts: Facts;
}

/** Runs checks on what is deployed. */
export async function runLive(
  invocation: Invocation,
  command: CommandName,
  stack: string | undefined,
  options: CheckOptions,
  checks: readonly Check[],
): Promise<Run> {
  const { target, source, kubeconfig, context } = await readTarget(invocation, command, stack, options);
  const { region, profile, endpointUrl } = source;
  // Here, and not above: it loads a part of the AWS SDK.
  const { roleCredentials } = await import("../live/credentials.ts");
  const credentials = roleCredentials(source);
  const aws = awsClients({
    region,
    ...(profile !== undefined && { profile }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    ...(credentials !== undefined && { credentials }),
  });
  const { kubectl } = options;
  const kubernetes = new Kubectl({ kubectl, kubeconfig, context, env: invocation.env });
  const progress = progressLine(invocation.progress);
  const sources = { target, aws, kubernetes, http: HTTP, now: Date.now, announce: progress.say };
  const reader = new FactReader(sources, effectsOf(command, options.probe ?? false));
  try {
    await preflight({ aws, kubernetes, reader }, target, source);
    const { results, facts, shape } = await runChecks({
      checks,
      target,
      reader,
      waitSeconds: options.wait,
      signal: new AbortController().signal,
      onProgress: progress.show,
    });
    return { report: { command, target, shape, results, leftOut: CHECKS.length - checks.length }, facts };
  } finally {
    progress.clear();
  }
}

/** The same checks on what somebody else's run has read. */
export function replay(command: CommandName, { target, facts }: Bundle, checks: readonly Check[]): Run {
  const shape = shapeOf(target, facts);
  const results = evaluate(checks, facts, target, shape);
  return { report: { command, target, shape, results, leftOut: CHECKS.length - checks.length }, facts };
}

/** The file of `--save`. @throws UsageError in one line */
export function readBundle({ folder }: Invocation, file: string): Bundle {
  let text: string;
  try {
    text = readFileSync(resolve(folder, file), "utf8");
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  try {
    return loadBundle(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} is no file of --save (${reason}). Make one: pmp-xray doctor --save ${file}.`);
  }
}

function write({ folder, note }: Invocation, file: string, text: string): void {
  const target = resolve(folder, file);
  try {
    writeFileSync(target, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${target} can't be written (${reason}). Name a file in a folder that you may write to.`);
  }
  note(`Wrote ${target}`);
}
