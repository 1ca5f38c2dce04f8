/**
 * Runs an app with OpenTelemetry's NodeSDK, X-Ray's ids and propagator, and OTLP against the local X-Ray, migrates it, runs
 * it again, and compares both recordings with `traces.json`. `--write` writes that file instead: read the diff.
 *
 * Its packages take some 100 MB, so they are installed here, into node_modules/.cache, and not with the repository's.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { findMigration, writeChanges } from "@pmp/migrate";
import { AppCopy, type App } from "../support/apps.ts";
import { record } from "../support/recording.ts";
import type { Recorded } from "../support/recorded.ts";

const before = join(import.meta.dirname, "before");
const expected = join(import.meta.dirname, "traces.json");
const cache = join(import.meta.dirname, "../../../../node_modules/.cache/pmp-xray-migrate-otel");

const app: App = {
  name: "otel",
  before,
  run: { entry: "server.js", require: "tracing.js", otlp: true, requests: ["/orders/7", "/failed", "/stock"] },
  accept: [],
  decide: [],
  typed: false,
  traces: { before: [], after: [] },
};

function install(): void {
  const wanted = readFileSync(join(before, "package.json"), "utf8");
  const installed = join(cache, "installed.json");
  if (existsSync(installed) && readFileSync(installed, "utf8") === wanted) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, "package.json"), wanted);
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: cache, stdio: "inherit" });
  writeFileSync(installed, wanted);
}

/** OpenTelemetry's packages, its API among them: the SDK works only with the version that it accepts. */
function packages(): Record<string, string> {
  const scope = join(cache, "node_modules/@opentelemetry");
  return Object.fromEntries(readdirSync(scope).map((name) => [`@opentelemetry/${name}`, join(scope, name)]));
}

/** What differs from run to run. */
function isRandom(key: string): boolean {
  return /^(?:aws\.request_id|network\.peer\.port|otel\.resource\.host\..*)$/.test(key);
}

/** All spans of the three requests have arrived by then. */
function settled(): () => boolean {
  const start = Date.now();
  return () => Date.now() - start > 8_000;
}

install();
const copy = new AppCopy(app, packages());
const traces: { before: Recorded[]; after: Recorded[] } = { before: [], after: [] };
try {
  traces.before = await record(app, copy.folder, settled());
  const { changes, findings } = await findMigration(copy.folder);
  const open = findings.filter(({ level }) => level === "say");
  if (open.length > 0) throw new Error(`a person would decide: ${open.map(({ message }) => message).join(", ")}`);
  await writeChanges(copy.folder, changes);
  traces.after = await record(app, copy.folder, settled());
} finally {
  copy.remove();
}
const recorded: unknown = JSON.parse(JSON.stringify(traces), (key, value: unknown) =>
  isRandom(key) ? undefined : value,
);
if (process.argv.includes("--write")) writeFileSync(expected, `${JSON.stringify(recorded, undefined, 2)}\n`);
else if (isDeepStrictEqual(recorded, JSON.parse(readFileSync(expected, "utf8")))) process.stdout.write("as recorded\n");
else {
  process.stderr.write(`${expected} has other traces than this run: ${JSON.stringify(recorded, undefined, 2)}\n`);
  process.exitCode = 1;
}
