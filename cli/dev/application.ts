import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Data on the app that a command runs. */
export interface Application {
  /** Folder of the nearest package.json, or the current one. */
  readonly folder: string;
  /** A service name made of the package's. */
  readonly service?: string;
  /** A dependency that traces by itself, to X-Ray's agent or by OTLP. */
  readonly ownTracing?: string;
  /** The app brings @pmp/tracing itself. */
  readonly usesPmp: boolean;
}

/** Adding a second tracer would send everything twice. */
const TRACERS = [
  /^aws-xray-sdk(-core|-express|-restify|-koa2|-fastify)?$/,
  /^@opentelemetry\/(sdk-node|sdk-trace-node|auto-instrumentations-node)$/,
  /^@aws\/aws-distro-opentelemetry-node-autoinstrumentation$/,
];

/**
 * Reads the package.json nearest to the command's script, or else to the current folder.
 *
 * @param command program and arguments
 */
export function readApplication(command: readonly string[], folder: string): Application {
  const script = command.slice(1).find((word) => /\.[cm]?[jt]sx?$/.test(word) && existsSync(resolve(folder, word)));
  const start = script === undefined ? folder : dirname(resolve(folder, script));
  const found = nearestManifest(start);
  if (found === undefined) return { folder: start, usesPmp: false };
  const { name, dependencies, devDependencies } = found.manifest;
  const names = [dependencies, devDependencies].flatMap((each) => Object.keys(each ?? {}));
  const ownTracing = names.find((dependency) => TRACERS.some((tracer) => tracer.test(dependency)));
  return {
    folder: found.folder,
    ...(typeof name === "string" && name !== "" && { service: serviceName(name) }),
    ...(ownTracing !== undefined && { ownTracing }),
    usesPmp: names.includes("@pmp/tracing"),
  };
}

/** `@shop/orders` becomes `shop-orders`: a name that reads well in filters and rule names. */
export function serviceName(packageName: string): string {
  return packageName.replace(/^@/, "").replaceAll("/", "-");
}

/**
 * The URL of `@pmp/tracing/register`: the app's own if it has one, so that there are never two, else this project's;
 * undefined if that was not built.
 */
export function registerUrl(folder: string): string | undefined {
  for (const from of [join(folder, "package.json"), import.meta.filename]) {
    try {
      const path = createRequire(from).resolve("@pmp/tracing/register");
      if (existsSync(path)) return pathToFileURL(path).href;
    } catch {
      // The next one may have it.
    }
  }
  return undefined;
}

interface Manifest {
  readonly name?: unknown;
  readonly dependencies?: object;
  readonly devDependencies?: object;
}

function nearestManifest(start: string): { folder: string; manifest: Manifest } | undefined {
  for (let folder = start, last = ""; folder !== last; last = folder, folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) continue;
    try {
      const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
      return { folder, manifest: isManifest(manifest) ? manifest : {} };
    } catch {
      // An unreadable package.json is ignored; npm will report it.
      return { folder, manifest: {} };
    }
  }
  return undefined;
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== "object" || value === null) return false;
  const isObject = (each: unknown): boolean => typeof each === "object" && each !== null;
  const parts: unknown[] = [Reflect.get(value, "dependencies"), Reflect.get(value, "devDependencies")];
  return parts.every((part) => part === undefined || isObject(part));
}
