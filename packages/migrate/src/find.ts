import { posix } from "node:path";
import { withImports } from "./code/sdk-imports.ts";
import { newImports } from "./code/new-imports.ts";
import { CodeParser } from "./code/parse.ts";
import { entriesOf, isTest, startedBy } from "./code/entries.ts";
import { computedImportsOf } from "./code/computed-imports.ts";
import type { Manifest } from "./code/package-json.ts";
import { preloadsOf } from "./code/preloads.ts";
import { ImportGraph } from "./code/graph.ts";
import { Modules } from "./code/modules.ts";
import { registration } from "./code/registration.ts";
import { tidy } from "./code/statements.ts";
import { judgeDeployment, type JudgedFile } from "./deployment/judge.ts";
import { applyEdits } from "./edits.ts";
import { kindOf } from "./kinds.ts";
import { isBelow, packageOf, readManifest, unusedPackages, writeManifests } from "./manifests.ts";
import type { Change, Finding, Migration, Unit } from "./migration.ts";
import { readAliases } from "./read/aliases.ts";
import { CodeFile } from "./read/code-file.ts";
import { TextFile } from "./read/text-file.ts";
import { loadTsMorph } from "./read/ts-morph.ts";
import { CODE_RULES } from "./rules/index.ts";
import type { Edit } from "./rule.ts";
import { runRules, settle, type Match, type Settled } from "./settle.ts";
import { groupUnits } from "./units.ts";
import { walk, type FoundFile, type Skipped } from "./walk.ts";
import { TRACING } from "./code/packages.ts";

/** A file with findings, and how it would be changed. */
interface Judged extends Settled {
  readonly file: TextFile;
}

export interface MigrationOptions {
  /** Rules whose proposals are made without a decision at each place. */
  readonly accept?: ReadonlySet<string>;
}

/** Reads a repository and says what would be changed. Writes nothing. */
export async function findMigration(root: string, { accept = new Set() }: MigrationOptions = {}): Promise<Migration> {
  const { files, skipped } = await walk(root, (path) => kindOf(path) !== undefined);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const code = await judgeCode(files, skipped, accept);
  const data = judgeDeployment(files, skipped);

  const units = code.units;
  const changes = new Map<string, string>();
  const put = (path: string, after: string): void => void changes.set(path, after);
  const unread = new Set(skipped.map(({ path }) => path));
  const created = new Map<string, string>();
  for (const unit of units) if (unit.blockedBy.length === 0) writeUnit(unit, code, { byPath, unread, created, put });

  for (const { file, matches, after } of data) {
    const waits = matches.some(({ found }) => found.withApp === true && found.edits !== undefined);
    const folder = packageOf(code.manifests, file.path);
    const waitsFor = waits
      ? units.filter(
          ({ files, blockedBy }) =>
            blockedBy.length > 0 && files.some((path) => isBelow(packageOf(code.manifests, path), folder)),
        )
      : [];
    const blockedBy = waitsFor.flatMap(({ entries }) => entries);
    units.push({ entries: [file.path], files: [file.path], blockedBy });
    if (blockedBy.length > 0) continue;
    put(file.path, after);
    for (const { found } of matches) for (const { path, text } of found.creates ?? []) put(path, text);
  }

  const unused = unusedPackages(code, byPath, unread);
  for (const path of new Set(unused.map((finding) => finding.path)))
    units.push({ entries: [path], files: [path], blockedBy: [] });
  writeManifests(code, byPath, unused, changes);
  return {
    findings: [...[...code.judged.values(), ...data].flatMap(findingsOf), ...unused].sort(byPlace),
    units,
    changes: [...changes]
      .filter(([path, after]) => byPath.get(path)?.text !== after)
      .map(([path, after]): Change => {
        const { text, mark } = byPath.get(path) ?? { text: undefined, mark: "" };
        return { path, before: text === undefined ? undefined : mark + text, after: mark + after };
      }),
    skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : 1)),
    files: files.length,
  };
}

interface Code {
  readonly judged: ReadonlyMap<string, Judged & { readonly file: CodeFile }>;
  readonly units: Unit[];
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly graph: ImportGraph;
  readonly imports: ReadonlyMap<string, readonly string[]>;
  readonly parse: (path: string) => CodeFile | undefined;
}

async function judgeCode(files: readonly FoundFile[], skipped: Skipped[], accept: ReadonlySet<string>): Promise<Code> {
  const manifests = new Map(files.flatMap((file) => readManifest(file) ?? []));
  const sources = new Map(files.filter(({ path }) => kindOf(path) === "code").map((file) => [file.path, file]));
  const judged = new Map<string, Judged & { file: CodeFile }>();
  const candidates = [...sources.values()].filter(({ text }) => CANDIDATE.test(text));
  const others = files.filter(({ path, text }) => kindOf(path) === "script" && CANDIDATE.test(text));
  if (candidates.length + others.length === 0) {
    const graph = new ImportGraph(new Map(), new Modules({ files: sources, manifests, aliases: [] }));
    return { judged, units: [], manifests, graph, imports: new Map(), parse: () => undefined };
  }
  const parser = new CodeParser(await loadTsMorph());
  const unreadable = new Map<string, string>();
  // All before the first is looked at: each new file makes the compiler bind all of them again.
  const parsed = candidates.flatMap((candidate) => {
    const file = parser.parse(candidate);
    if (typeof file !== "string") return [file];
    unreadable.set(candidate.path, file);
    skipped.push({ path: candidate.path, reason: file });
    return [];
  });
  for (const file of parsed) {
    const matches = withImports(file, runRules(CODE_RULES, file, accept));
    if (matches.length > 0) judged.set(file.path, { file, ...settle(matches) });
  }
  for (const { path } of others) {
    const reason = "code in a file of another language: move it by hand";
    unreadable.set(path, reason);
    skipped.push({ path, reason });
  }
  const imports = new Map([...sources.values()].map(({ path, text }) => [path, parser.imports(text)]));
  const byPath = new Map(files.map((file) => [file.path, file]));
  const aliases = readAliases(byPath, (text) => parser.json(text));
  const graph = new ImportGraph(imports, new Modules({ files: sources, manifests, aliases }));
  const named = new Set([...manifests].flatMap(([folder, manifest]) => startedBy(folder, manifest, sources)));
  const all = entriesOf(sources.keys(), graph, named);
  const preloaded = new Set<string>();
  for (const { path, text } of files) {
    if (kindOf(path) === "code") continue;
    for (const { file, app } of preloadsOf(text, posix.dirname(path), (each) => sources.has(each))) {
      const folder = packageOf(manifests, file);
      const apps = app === undefined ? all.filter((each) => packageOf(manifests, each) === folder) : [app];
      for (const each of apps) {
        if (each === file || isTest(each)) continue;
        graph.add(each, file);
        preloaded.add(file);
      }
    }
  }
  const entries = all.filter((path) => !preloaded.has(path));
  const touched = new Set([...judged.keys(), ...unreadable.keys()]);
  // What a computed name may load is in the same process.
  for (const { path, text } of sources.values()) {
    if (isTest(path)) continue;
    const folder = packageOf(manifests, path);
    const near = (): string[] => [...touched].filter((each) => packageOf(manifests, each) === folder && !isTest(each));
    for (const each of computedImportsOf(text, path, near)) graph.add(path, each);
  }
  const groups = groupUnits(entries, (entry) => graph.reach(entry), touched);
  for (const { entries } of groups) for (const entry of entries) leaveConflicts(graph.reach(entry), judged);
  const units = groups.map(({ entries, files }): Unit => ({
    entries,
    files,
    blockedBy: files.filter((path) => unreadable.has(path) || isDecision(judged.get(path))),
  }));
  const parse = (path: string): CodeFile | undefined => {
    const source = sources.get(path);
    const file = source === undefined ? undefined : (judged.get(path)?.file ?? parser.parse(source));
    return typeof file === "string" ? undefined : file;
  };
  return { judged, units, manifests, graph, imports, parse };
}

/** Two values for one variable of a process: a person decides which is right. */
function leaveConflicts(files: Iterable<string>, judged: Map<string, Judged & { file: CodeFile }>): void {
  const known = new Map<string, string>();
  for (const path of files) {
    const own = judged.get(path);
    if (own === undefined) continue;
    const matches = own.matches.map(({ rule, found }): Match => {
      for (const [name, value] of Object.entries(found.environment ?? {})) {
        const other = known.get(name) ?? value;
        known.set(name, other);
        if (other === value || found.edits === undefined) continue;
        const { start, end, message } = found;
        return { rule, found: { start, end, message: `${message}: the same process has ${name} = ${other}, too` } };
      }
      return { rule, found };
    });
    judged.set(path, { ...own, matches });
  }
}

/** Code that may have something to migrate: only this is parsed. */
const CANDIDATE = /aws-xray-sdk|@opentelemetry\/|aws-distro-opentelemetry/;

function isDecision(judged: Judged | undefined): boolean {
  return judged?.matches.some(({ found }) => found.edits === undefined) ?? false;
}

/** The repository, and what has been changed in it. */
interface Target {
  readonly byPath: ReadonlyMap<string, FoundFile>;
  /** Files that exist, but were not read. */
  readonly unread: ReadonlySet<string>;
  readonly created: Map<string, string>;
  readonly put: (path: string, after: string) => void;
}

/** Changes the files of a unit, and turns tracing on in its entry points. */
function writeUnit(unit: Unit, code: Code, { byPath, unread, created, put }: Target): void {
  const edits = new Map<string, Edit[]>();
  for (const path of unit.files) {
    const judged = code.judged.get(path);
    if (judged === undefined) continue;
    const imports = new Map<string, Set<string>>();
    for (const { found } of judged.matches) {
      for (const { path, text } of found.creates ?? []) put(path, text);
      for (const [module, names] of Object.entries(found.imports ?? {})) {
        const known = imports.get(module) ?? new Set();
        imports.set(module, known);
        for (const name of names) known.add(name);
      }
    }
    edits.set(path, [...judged.edits, ...newImports(judged.file, imports, judged.edits, typeOf(code, path))]);
  }
  for (const entry of unit.entries) {
    const reach = code.graph.reach(entry);
    const registers = [...reach].some(
      (path) =>
        isRegistered(code.imports.get(path) ?? [], byPath.get(path)?.text ?? "") ||
        edits
          .get(path)
          ?.some(({ text }) => /"@pmp\/tracing\/register"|'@pmp\/tracing\/register'|\bregister\(/.test(text)) === true,
    );
    if (isTest(entry) || registers || ![...reach].some((path) => edits.has(path))) continue;
    const file = code.parse(entry);
    if (file === undefined) continue;
    const environment = [...reach].flatMap(
      (path) => code.judged.get(path)?.matches.map(({ found }) => found.environment) ?? [],
    );
    const { edit, creates } = registration(
      file,
      Object.assign({}, ...environment) as Record<string, string>,
      typeOf(code, entry),
      (path, text) => byPath.has(path) || unread.has(path) || (created.has(path) && created.get(path) !== text),
    );
    if (creates !== undefined) {
      put(creates.path, creates.text);
      created.set(creates.path, creates.text);
    }
    const own = edits.get(entry) ?? [];
    const around = own.find(({ start, end }) => start < edit.start && edit.start < end);
    edits.set(entry, [around === undefined ? edit : { ...edit, start: around.start, end: around.start }, ...own]);
  }
  for (const [path, own] of edits) {
    const text = byPath.get(path)?.text ?? "";
    put(path, applyEdits(text, tidy(text, own)));
  }
}

function isRegistered(imports: readonly string[], text: string): boolean {
  return imports.includes(`${TRACING}/register`) || (imports.includes(TRACING) && /\bregister\s*\(/.test(text));
}

function typeOf(code: Code, path: string): string | undefined {
  return code.manifests.get(packageOf(code.manifests, path))?.type;
}

function findingsOf({ file, matches }: Judged | JudgedFile): Finding[] {
  return matches.map(({ rule, found }: Match): Finding => ({
    rule,
    path: file.path,
    ...file.position(found.start),
    level: found.edits === undefined ? "say" : "edit",
    message: found.message,
    ...(found.note !== undefined && { note: found.note }),
  }));
}

function byPlace(a: Finding, b: Finding): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line || a.column - b.column;
}
