import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { findMigration, writeChanges } from "@pmp/migrate";
import ts from "typescript";
import { buildPackage } from "../tracing/support/built.ts";
import { AppCopy, apps, type App } from "./support/apps.ts";
import { record } from "./support/recording.ts";

describe("apps that migrate moves", function () {
  this.timeout(60_000);
  before(buildPackage);

  for (const app of apps()) {
    it(`${app.name}: leaves what a person decides, and the second run finds nothing else`, () =>
      withCopy(app, async (folder) => {
        const accept = new Set(app.accept);
        const first = await findMigration(folder, { accept });
        const decide = first.findings.filter(({ level }) => level === "say");
        assert.deepEqual(
          decide.map(({ path, line, rule }) => `${path}:${line} ${rule.name}`),
          app.decide,
        );
        await writeChanges(folder, first.changes);
        const second = await findMigration(folder, { accept });
        assert.deepEqual(second.changes, []);
        const blocked = new Set(second.units.flatMap(({ files, blockedBy }) => (blockedBy.length > 0 ? files : [])));
        assert.deepEqual(
          second.findings.filter(({ path }) => !blocked.has(path)),
          [],
        );
        // No process has both SDKs.
        if (app.decide.length === 0) assert.deepEqual(filesWith(folder, "aws-xray-sdk"), []);
        if (app.typed) assert.deepEqual(typeErrors(folder), []);
        assert.deepEqual(nameErrors(folder), []);
      }));

    if (app.run === undefined) continue;
    it(`${app.name}: each of its requests has a trace to compare with`, () => {
      // An expectation of nothing would be met before anything has arrived.
      for (const recorded of [app.traces.before, app.traces.after]) {
        assert.deepEqual(
          recorded.filter(({ segments }) => segments.length === 0),
          [],
        );
        assert.deepEqual(
          recorded.map(({ request }) => request),
          app.run?.requests,
        );
      }
    });

    it(`${app.name}: its requests are recorded as before`, () =>
      withCopy(app, async (folder) => {
        const { before: old, after: moved } = app.traces;
        assert.deepEqual(await record(app, folder, (recorded) => equal(recorded, old)), old);
        const { changes } = await findMigration(folder, { accept: new Set(app.accept) });
        await writeChanges(folder, changes);
        assert.deepEqual(await record(app, folder, (recorded) => equal(recorded, moved)), moved);
      }));
  }
});

async function withCopy(app: App, use: (folder: string) => Promise<void>): Promise<void> {
  const copy = new AppCopy(app);
  try {
    await use(copy.folder);
  } finally {
    copy.remove();
  }
}

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function sources(folder: string): string[] {
  return globSync("**/*.{ts,mts,js,mjs,json}", { cwd: folder, exclude: ["**/node_modules/**"] });
}

function filesWith(folder: string, text: string): string[] {
  return sources(folder).filter((path) => ts.sys.readFile(join(folder, path))?.includes(text));
}

/**
 * Names that a migrated app, in JavaScript or TypeScript, uses but does not have: of variables, of its own files, and of
 * what it imports from @pmp/tracing. Other packages are not installed for every app.
 */
function nameErrors(folder: string): string[] {
  const rootNames = globSync("**/*.{ts,mts,js,mjs,cjs}", { cwd: folder, exclude: ["**/node_modules/**"] });
  // Without any library: it would be checked for every app, and what it declares is known to Node.js.
  const options: ts.CompilerOptions = {
    ...{ allowJs: true, checkJs: true, noLib: true, noImplicitAny: false, noEmit: true, skipLibCheck: true, types: [] },
    ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2024, allowImportingTsExtensions: true },
  };
  const known = new Set([
    ...Object.getOwnPropertyNames(globalThis),
    "require",
    "module",
    "exports",
    "__dirname",
    "__filename",
    "NodeJS",
  ]);
  const program = ts.createProgram({ rootNames: rootNames.map((path) => join(folder, path)), options });
  const wrong = ts.getPreEmitDiagnostics(program).filter(({ file, start, length, code, messageText }) => {
    if (file === undefined || file.fileName.includes("node_modules")) return false;
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    const name = file.text.slice(start, (start ?? 0) + (length ?? 0));
    const isUnknownName = text.startsWith("Cannot find name") && !/^["']/.test(name) && !known.has(name);
    const isUnknownImport = [2305, 2307, 2614].includes(code) && /["'](?:\.|@pmp\/)/.test(text);
    return code < 2000 || isUnknownName || isUnknownImport;
  });
  return wrong.map(
    ({ file, messageText }) => `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
  );
}

/** What TypeScript says of an app. Express comes without types. */
function typeErrors(folder: string): string[] {
  const rootNames = sources(folder)
    .filter((path) => path.endsWith("ts"))
    .map((path) => join(folder, path));
  const options: ts.CompilerOptions = {
    ...{ strict: true, noImplicitAny: false, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true },
    ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2024, types: ["node"], erasableSyntaxOnly: true },
  };
  const program = ts.createProgram({ rootNames, options });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
}
