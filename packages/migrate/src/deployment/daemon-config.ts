import { isMap, isScalar, parseDocument, type Document, type YAMLMap } from "yaml";
import { pairsOf, textOf } from "./nodes.ts";

/** Every key of the daemon's configuration, version 2. With `-c`, another key ends the daemon. */
const KEYS: Readonly<Record<string, readonly string[] | undefined>> = {
  TotalBufferSizeMB: undefined,
  Concurrency: undefined,
  Region: undefined,
  Endpoint: undefined,
  Socket: ["UDPAddress", "TCPAddress"],
  Logging: ["LogRotation", "LogLevel", "LogPath"],
  LocalMode: undefined,
  ResourceARN: undefined,
  RoleARN: undefined,
  NoVerifySSL: undefined,
  ProxyAddress: undefined,
  Version: undefined,
};

const LEVELS = ["dev", "debug", "info", "warn", "error", "prod"];

/** A configuration that the daemon accepts, and what was wrong with the given one. */
export interface MendedConfig {
  readonly text: string;
  readonly problems: readonly string[];
}

/** Mends a configuration of the X-Ray daemon; undefined when the text is none. Comments stay. */
export function mendDaemonConfig(text: string): MendedConfig | undefined {
  const document = parseDocument(text, { logLevel: "silent" });
  const root = document.contents;
  if (document.errors.length > 0 || !isMap(root) || !isDaemonConfig(root)) return undefined;
  const problems = [...lift(root), ...dropUnknown(root, KEYS), ...mendLevel(root), ...addVersion(document, root)];
  return { text: problems.length === 0 ? text : document.toString({ lineWidth: 0 }), problems };
}

function isDaemonConfig(root: YAMLMap): boolean {
  const own = ["TotalBufferSizeMB", "Socket", "LocalMode", "NoVerifySSL", "ResourceARN", "Concurrency"];
  return (
    root.has("XRayDaemon") ||
    own.filter((key) => root.has(key)).length >= 2 ||
    (root.has("Logging") && root.has("Version"))
  );
}

/** What is under XRayDaemon belongs to the top. */
function lift(root: YAMLMap): string[] {
  const inner = root.get("XRayDaemon", true);
  if (inner === undefined) return [];
  root.delete("XRayDaemon");
  if (isMap(inner)) root.items.unshift(...inner.items.filter((pair) => !root.has(pair.key)));
  // A comment above the first key belongs to the map: in front of the document it would be apart from the key.
  const first = isMap(inner) ? inner.items[0]?.key : undefined;
  if (isMap(inner) && isScalar(first)) first.commentBefore ??= inner.commentBefore ?? null;
  return ["XRayDaemon is no key: what is in it belongs to the top"];
}

function dropUnknown(map: YAMLMap, known: typeof KEYS, path = ""): string[] {
  return pairsOf(map).flatMap(({ key, value }) => {
    const name = textOf(key) ?? "";
    if (!Object.hasOwn(known, name)) {
      map.delete(key);
      return [`${path}${name} is no key`];
    }
    const inner = known[name];
    if (inner === undefined || !isMap(value)) return [];
    return dropUnknown(value, Object.fromEntries(inner.map((one) => [one, undefined])), `${name}.`);
  });
}

/** The level is compared with its case: an unknown one means the most detailed logging. */
function mendLevel(root: YAMLMap): string[] {
  const level = root.getIn(["Logging", "LogLevel"], true);
  if (!isScalar(level) || LEVELS.includes(String(level.value))) return [];
  const given = String(level.value);
  const lower = given.toLowerCase().replace("warning", "warn");
  level.value = LEVELS.includes(lower) ? lower : "prod";
  return [`Logging.LogLevel ${JSON.stringify(given)} is none of ${LEVELS.join(", ")}, and means the most detailed one`];
}

function addVersion(document: Document, root: YAMLMap): string[] {
  const version = root.get("Version");
  if (version === 1 || version === 2) return [];
  root.set("Version", 2);
  const pair = root.items.find(({ key }) => textOf(key) === "Version" || key === "Version");
  if (pair !== undefined && !isScalar(pair.key)) pair.key = document.createNode("Version");
  return [version === undefined ? "Version is missing" : `Version ${JSON.stringify(version)} is neither 1 nor 2`];
}
