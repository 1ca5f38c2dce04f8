import { isMap } from "yaml";
import { applyEdits } from "../edits.ts";
import { isManifest, kindOf } from "../kinds.ts";
import { DataFile } from "../read/data-file.ts";
import { TextFile } from "../read/text-file.ts";
import type { DataRule, DeploymentRule, Edit, Found, Repository } from "../rule.ts";
import { DEPLOYMENT_RULES } from "../rules/deployment/index.ts";
import { STARTED_MODULES, startCommand } from "../rules/deployment/start-command.ts";
import { nodeAt, textAt } from "./nodes.ts";
import type { FoundFile, Skipped } from "../walk.ts";

/** A deployment file with findings, and its text after all edits. */
export interface JudgedFile {
  readonly file: DataFile | TextFile;
  /** In the order of the text. */
  readonly matches: readonly { readonly rule: DataRule | DeploymentRule; readonly found: Found }[];
  readonly after: string;
}

/** Words of which a deployment file has one if it has anything to do with tracing. */
const MENTIONS =
  /x-?ray|aws-?otel|adot|opentelemetry|otel_|otelcol|fixed_target|reservoirsize|UDPAddress|TotalBufferSizeMB/i;

/** Reads the deployment files that mention tracing. */
export function readDeployment(files: readonly FoundFile[], skipped: Skipped[]): Map<string, DataFile | TextFile> {
  const read = new Map<string, DataFile | TextFile>();
  for (const { path, text } of files) {
    const kind = kindOf(path);
    if ((kind !== "data" && kind !== "text") || !MENTIONS.test(text)) continue;
    // Of a package.json only start commands are asked for; its packages follow the code.
    if (isManifest(path) && !STARTED_MODULES.some((module) => text.includes(module))) continue;
    const file = kind === "data" ? new DataFile(path, text) : new TextFile(path, text);
    const reason = file instanceof DataFile ? whyNot(file) : undefined;
    if (file instanceof DataFile && isSavedRun(file)) continue;
    if (reason === undefined) read.set(path, file);
    else skipped.push({ path, reason });
  }
  return read;
}

/** What `pmp-xray verify --save` and `doctor --save` write: facts of a deployment, in which names of others' files are. */
function isSavedRun({ documents: [document] }: DataFile): boolean {
  const content = document?.contents;
  const command = textAt(content, "command");
  return (
    (command === "verify" || command === "doctor") && ["target", "facts"].every((key) => isMap(nodeAt(content, key)))
  );
}

/** Runs the rules over all deployment files that mention tracing. */
export function judgeDeployment(files: readonly FoundFile[], skipped: Skipped[]): JudgedFile[] {
  const paths = new Set(files.map(({ path }) => path));
  const read = readDeployment(files, skipped);
  const repository = { files: read, has: (path: string) => paths.has(path) };
  return [...read.values()].flatMap((file) => {
    const matches = matchesOf(file, repository).sort((one, other) => one.found.start - other.found.start);
    return matches.length === 0 ? [] : [judge(file, matches, repository)];
  });
}

/** A rule whose edit breaks a file has met a form that it does not know: the file is for a person then. */
function judge(file: DataFile | TextFile, matches: JudgedFile["matches"], repository: Repository): JudgedFile {
  try {
    // An edit may lead to another one, but not for ever: that is a rule that finds what it has written.
    const most = 2 * matches.filter(({ found }) => found.edits !== undefined).length + 10;
    return { file, matches, after: edited(file, repository, most) };
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    const left = matches.map(({ rule, found: { start, end, message } }) => ({
      rule,
      found: { start, end, message: `${message} (${error.message}: change it by hand)` },
    }));
    return { file, matches: left, after: file.text };
  }
}

/** An edit that can't be made. */
class EditError extends Error {}

function matchesOf(file: DataFile | TextFile, repository: Repository) {
  return (isManifest(file.path) ? [startCommand] : DEPLOYMENT_RULES).flatMap((rule) => {
    const found = rule.reads === "deployment" ? rule.find(file, repository) : dataOnly(rule, file, repository);
    return [...found].map((one) => ({ rule, found: one }));
  });
}

function dataOnly(rule: DataRule, file: DataFile | TextFile, repository: Repository): Iterable<Found> {
  return file instanceof DataFile ? rule.find(file, repository) : [];
}

/**
 * Makes one edit after another, each on the file as the last one left it: edits of neighbours in a list, or of the last
 * two items of a map, are right only in this way.
 */
function edited(file: DataFile | TextFile, { files, has }: Repository, most: number): string {
  let current = file;
  for (let count = 0; count < most; count += 1) {
    const repository = { files: new Map(files).set(file.path, current), has };
    const next = matchesOf(current, repository).find(
      ({ found }) => found.edits !== undefined && found.edits.length > 0,
    );
    if (next === undefined) return current.text;
    const text = tryEdits(current.text, next.found.edits ?? []);
    current = current instanceof DataFile ? new DataFile(file.path, text) : new TextFile(file.path, text);
    if (current instanceof DataFile && current.problem !== undefined) {
      throw new EditError("an edit would break the file");
    }
  }
  throw new EditError("the edits do not come to an end");
}

function tryEdits(text: string, edits: readonly Edit[]): string {
  try {
    return applyEdits(text, edits);
  } catch (error) {
    if (error instanceof RangeError) throw new EditError("two edits overlap");
    throw error;
  }
}

/** Why a file that mentions tracing is not read. */
function whyNot(file: DataFile): string | undefined {
  const template = file.format === "yaml" ? /(?<!\$)\{\{/.exec(file.text) : null;
  if (template !== null) {
    const { line } = file.position(template.index);
    return `a template (line ${line} has {{ }}), which is not YAML before it is rendered: run migrate on what it renders to`;
  }
  return file.problem === undefined ? undefined : `no valid ${file.format.toUpperCase()}: ${file.problem}`;
}
