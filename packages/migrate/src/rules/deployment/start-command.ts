import { isScalar, isSeq, type Node } from "yaml";
import { readDockerfile } from "../../deployment/dockerfile.ts";
import { setScalar } from "../../deployment/node-edits.ts";
import { endOf, itemsOf, mapsOf, nodeAt, pairsOf, startOf, textOf } from "../../deployment/nodes.ts";
import { isManifest } from "../../kinds.ts";
import { isDockerfile, variablesOf } from "../../deployment/variables.ts";
import { DataFile } from "../../read/data-file.ts";
import type { TextFile } from "../../read/text-file.ts";
import type { DeploymentRule, Found } from "../../rule.ts";

/** Entry points that start an OpenTelemetry set-up before the app. */
export const STARTED_MODULES: readonly string[] = [
  "@aws/aws-distro-opentelemetry-node-autoinstrumentation/register",
  "@opentelemetry/auto-instrumentations-node/register",
];
const OURS = "@pmp/tracing/register";
const FLAG = /(?:--require|--import|-r)([ =]+["']?|",\s*"|',\s*')(@[\w./-]+\/register)(?=[\s"',]|$)/g;

export const startCommand: DeploymentRule = {
  name: "start-command",
  title: "start command that loads another tracing",
  why:
    "Two tracings in one process would both send each request. ADOT's and OpenTelemetry's auto-instrumentation load some forty " +
    "packages first; @pmp/tracing has none.",
  fix: "The command loads @pmp/tracing/register by --import, which works for CommonJS and for modules.",
  level: "edit",
  reads: "deployment",
  *find(file) {
    if (isManifest(file.path)) {
      if (file instanceof DataFile) yield* inScripts(file);
      return;
    }
    if (file instanceof DataFile) yield* inData(file);
    else if (isDockerfile(file.path)) yield* inDockerfile(file);
    yield* inNodeOptions(file);
  },
};

function* inDockerfile(file: TextFile): Iterable<Found> {
  for (const { name, argumentsAt, end } of readDockerfile(file.text)) {
    if (name !== "CMD" && name !== "ENTRYPOINT") continue;
    for (const match of file.text.slice(argumentsAt, end).matchAll(FLAG)) {
      const [whole, between = " ", module = ""] = match;
      if (!STARTED_MODULES.includes(module)) continue;
      const start = argumentsAt + match.index;
      const edit = { start, end: start + whole.length, text: `--import${between}${OURS}` };
      yield { start, end: edit.end, message: `${name} loads ${module}`, edits: [edit], withApp: true };
    }
  }
}

/** The scripts of a package.json. */
function* inScripts(file: DataFile): Iterable<Found> {
  for (const { key, value } of pairsOf(nodeAt(file.documents[0]?.contents, "scripts"))) {
    if (value === null) continue;
    for (const found of inText(file, value, `script ${String(key.value)}`)) {
      const { start, end, message } = found;
      yield /\b(?:ts-node|ts-node-dev|tsnd)\b/.test(textOf(value) ?? "")
        ? { start, end, message: `${message} by ts-node, which has no --import: give it in NODE_OPTIONS` }
        : found;
    }
  }
}

/** The keys of commands in Kubernetes, ECS and docker-compose. */
const KEYS = ["command", "args", "entryPoint", "entrypoint"];

function* inData(file: DataFile): Iterable<Found> {
  for (const { node } of mapsOf(file)) {
    for (const key of KEYS) {
      const value = nodeAt(node, key);
      if (isScalar(value)) yield* inText(file, value, key);
      if (isSeq(value)) yield* inWords(file, itemsOf(value), key);
    }
  }
}

/** A flag and its module are two words, or one. */
function* inWords(file: DataFile, words: readonly Node[], key: string): Iterable<Found> {
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    const module = textOf(next) ?? "";
    if (
      /^(?:--require|--import|-r)$/.test(textOf(word) ?? "") &&
      next !== undefined &&
      STARTED_MODULES.includes(module)
    ) {
      const edits = [setScalar(file, word, "--import"), setScalar(file, next, OURS)];
      yield { start: startOf(word), end: endOf(next), message: `${key} loads ${module}`, edits, withApp: true };
    } else yield* inText(file, word, key);
  }
}

function* inText(file: DataFile, node: Node, key: string): Iterable<Found> {
  const text = textOf(node) ?? "";
  const changed = replaceFlags(text);
  if (changed === undefined) return;
  const position = { start: startOf(node), end: endOf(node), withApp: true };
  const message = `${key} loads ${changed.module}`;
  // A text of several lines keeps its form only if a person changes it.
  yield text.includes("\n")
    ? { ...position, message }
    : { ...position, message, edits: [setScalar(file, node, changed.text)] };
}

function* inNodeOptions(file: DataFile | TextFile): Iterable<Found> {
  for (const variable of variablesOf(file)) {
    const changed = variable.name === "NODE_OPTIONS" ? replaceFlags(variable.value ?? "") : undefined;
    if (changed === undefined) continue;
    const edits = variable.change("NODE_OPTIONS", changed.text);
    const { start, end } = variable;
    yield { start, end, message: `NODE_OPTIONS loads ${changed.module}`, edits, withApp: true };
  }
}

function replaceFlags(text: string): { text: string; module: string } | undefined {
  let found: string | undefined;
  const changed = text.replace(FLAG, (whole, between: string, module: string) => {
    if (!STARTED_MODULES.includes(module)) return whole;
    found = module;
    return `--import${between}${OURS}`;
  });
  return found === undefined ? undefined : { text: changed, module: found };
}
