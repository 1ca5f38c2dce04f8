import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "@pmp/sampling/commands";
import type { StackSettings } from "@pmp/sampling/commands";
import { parseDocument } from "yaml";
import type { AssumedRole } from "./assumeRoles.ts";
import { readAssumedRoles } from "./readAssumedRoles.ts";

/** What the commands need of a stack file. */
export interface StackFile {
  readonly settings: StackSettings;
  /** aws:region, when the stack sets it. */
  readonly region: string | undefined;
  /** aws:profile, when the stack sets it. */
  readonly profile: string | undefined;
  /** aws:assumeRoles, in order; empty when the stack sets none. */
  readonly assumeRoles: readonly AssumedRole[];
}

/** Name of the file with a stack's settings. */
export function stackFile(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/** Names of the stacks that have a file in the folder, in order of the alphabet. */
export function listStacks(folder: string): string[] {
  return readdirSync(folder)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** @throws UsageError when the file is no stack file, or lacks a sampling plan */
export async function readStackFile(folder: string, stack: string): Promise<StackFile> {
  const file = stackFile(stack);
  const config = readConfig(file, await readText(folder, file));
  const sampling = structured(config["pmp-xray:sampling"]);
  if (sampling === undefined || sampling === null) {
    throw new UsageError(
      `${file} sets no pmp-xray:sampling, so that there is no plan. Add it to its config, such as pmp-xray:sampling: { preset: prod }.`,
    );
  }
  const api = record(file, config, "pmp-xray:api");
  const service = text(file, "pmp-xray:api.serviceName", api.serviceName);
  const platform = cloudPlatform(file, config["pmp-xray:platform"]);
  return {
    settings: {
      sampling: withInsights(sampling, record(file, config, "pmp-xray:groups").insights),
      ...(service !== undefined && { service }),
      ...(platform !== undefined && { platform }),
    },
    region: text(file, "aws:region", config["aws:region"]),
    profile: text(file, "aws:profile", config["aws:profile"]),
    assumeRoles: readAssumedRoles(file, structured(config["aws:assumeRoles"])),
  };
}

type Values = Readonly<Record<string, unknown>>;

async function readText(folder: string, file: string): Promise<string> {
  try {
    return await readFile(join(folder, file), "utf8");
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function readConfig(file: string, content: string): Values {
  const document = parseDocument(content, { prettyErrors: true });
  const [mistake] = document.errors;
  // The first line has the place; the others draw it.
  if (mistake !== undefined) throw new UsageError(`${file} is not YAML: ${mistake.message.split("\n")[0] ?? ""}`);
  const content_: unknown = toValue(file, () => document.toJS());
  const config = isRecord(content_) ? content_.config : undefined;
  if (isRecord(config)) return config;
  throw new UsageError(`${file} has no config. Write config: with the stack's settings below it.`);
}

function toValue(file: string, convert: () => unknown): unknown {
  try {
    return convert();
  } catch (error) {
    // Such as an alias without its anchor.
    throw new UsageError(`${file} is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Pulumi takes an object also as text: `pulumi config set pmp-xray:sampling '{"preset": "prod"}'`. */
function structured(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function record(file: string, config: Values, key: string): Values {
  const value = structured(config[key]) ?? {};
  if (isRecord(value)) return value;
  throw new UsageError(`${file}: ${key} must be an object, got ${JSON.stringify(value)}.`);
}

function text(file: string, path: string, value: unknown): string | undefined {
  if (value === undefined || value === null || typeof value === "string") return value ?? undefined;
  throw new UsageError(`${file}: ${path} must be text, got ${JSON.stringify(value)}.`);
}

const CLOUD_PLATFORMS = new Map([
  ["eks", "aws_eks"],
  ["ecs", "aws_ecs"],
]);

function cloudPlatform(file: string, value: unknown): string | undefined {
  const name = value ?? "eks";
  const platform = typeof name === "string" ? CLOUD_PLATFORMS.get(name) : undefined;
  if (platform !== undefined) return platform;
  const allowed = [...CLOUD_PLATFORMS.keys()].join(", ");
  throw new UsageError(`${file}: pmp-xray:platform must be one of ${allowed}, got ${JSON.stringify(name)}.`);
}

/** X-Ray Insights is switched on for groups, and costs per trace: so it belongs to the plan's usage. */
function withInsights(sampling: unknown, insights: unknown): unknown {
  if (insights !== true || !isRecord(sampling)) return sampling;
  const usage = sampling.usage ?? {};
  return isRecord(usage) ? { ...sampling, usage: { insights: true, ...usage } } : sampling;
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
