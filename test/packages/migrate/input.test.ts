import assert from "node:assert/strict";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findMigration } from "@pmp/migrate";
import { migrated, Repository } from "./support/repository.ts";

const SDK = 'const AWSXRay = require("aws-xray-sdk");\n';
const APP = `${SDK}AWSXRay.capturePromise();\nrun();\n`;

/** Places to decide, as `path:line message`. */
const decisions = ({ findings }: Awaited<ReturnType<typeof migrated>>): string[] =>
  findings.filter(({ level }) => level === "say").map(({ path, line, message }) => `${path}:${line} ${message}`);

describe("forms of code that migrate reads", () => {
  const forms: Readonly<Record<string, readonly [path: string, before: string, after: string]>> = {
    "a byte-order mark stays first": ["a.js", `\u{feff}${APP}`, '\u{feff}require("@pmp/tracing/register");\nrun();\n'],
    "lines end as before": [
      "a.ts",
      'import * as AWSXRay from "aws-xray-sdk";\r\n\r\nAWSXRay.getSegment()?.addAnnotation("a", 1);\r\n',
      'import "@pmp/tracing/register";\r\nimport { annotate } from "@pmp/tracing";\r\n\r\nannotate({ a: 1 });\r\n',
    ],
    "a shebang and a directive stay first": [
      "a.cjs",
      `#!/usr/bin/env node\n"use strict";\n${APP}`,
      '#!/usr/bin/env node\n"use strict";\nrequire("@pmp/tracing/register");\nrun();\n',
    ],
    "import = require in .cts": [
      "a.cts",
      'import AWSXRay = require("aws-xray-sdk");\nAWSXRay.capturePromise();\nrun();\n',
      'require("@pmp/tracing/register");\nrun();\n',
    ],
    "await import in .mts": [
      "a.mts",
      'const AWSXRay = await import("aws-xray-sdk");\nAWSXRay.capturePromise();\nrun();\n',
      'import "@pmp/tracing/register";\nrun();\n',
    ],
    "elements in .jsx": [
      "a.jsx",
      'import AWSXRay from "aws-xray-sdk";\nexport const Page = () => <b>{AWSXRay.getSegment()?.addMetadata("a", 1)}</b>;\n',
      'import "@pmp/tracing/register";\nimport { metadata } from "@pmp/tracing";\nexport const Page = () => <b>{metadata({ a: 1 })}</b>;\n',
    ],
    "elements and types in .tsx": [
      "a.tsx",
      'import { captureAWSv3Client } from "aws-xray-sdk";\nconst s3 = captureAWSv3Client(new S3Client({}));\nexport const Page = <T,>({ a }: { a: T }) => <b>{String(a)}</b>;\n',
      'import "@pmp/tracing/register";\nconst s3 = new S3Client({});\nexport const Page = <T,>({ a }: { a: T }) => <b>{String(a)}</b>;\n',
    ],
    "decorators of classes, methods and parameters": [
      "a.ts",
      'import { getSegment } from "aws-xray-sdk";\n\n@Controller("orders")\nclass Orders {\n  constructor(@Inject("db") private readonly db: Db) {}\n  @Get(":id")\n  one(id: string): void {\n    getSegment()?.addAnnotation("order", id);\n  }\n}\n',
      'import "@pmp/tracing/register";\nimport { annotate } from "@pmp/tracing";\n\n@Controller("orders")\nclass Orders {\n  constructor(@Inject("db") private readonly db: Db) {}\n  @Get(":id")\n  one(id: string): void {\n    annotate({ order: id });\n  }\n}\n',
    ],
    "a require inside a function": [
      "a.js",
      'function start() {\n  require("aws-xray-sdk").capturePromise();\n  run();\n}\nstart();\n',
      'require("@pmp/tracing/register");\nfunction start() {\n  run();\n}\nstart();\n',
    ],
  };
  for (const [what, [path, before, after]] of Object.entries(forms)) {
    it(what, async () => {
      const migration = await migrated({ [path]: before });
      assert.deepEqual(decisions(migration), []);
      assert.deepEqual(migration.after, { [path]: after });
      assert.deepEqual((await migrated(migration.after)).findings, []);
    });
  }

  it("a package.json with a byte-order mark and lines of Windows keeps both", async () => {
    const manifest = '\u{feff}{\r\n  "dependencies": {\r\n    "aws-xray-sdk": "3.0.0"\r\n  }\r\n}\r\n';
    const { after } = await migrated({ "a.js": APP, "package.json": manifest });
    assert.equal(
      after["package.json"],
      '\u{feff}{\r\n  "dependencies": {\r\n    "@opentelemetry/api": ">=1.10.0 <1.11.0",\r\n    "@pmp/tracing": "^0.1.0"\r\n  }\r\n}\r\n',
    );
  });
});

describe("uses of the SDK that a person decides about", () => {
  const uses: Readonly<Record<string, readonly [path: string, text: string, decision: string]>> = {
    "passed on as an object": ["a.js", `${SDK}require("./b")(AWSXRay);\n`, "a.js:2 the SDK itself is passed on"],
    "chosen by a condition": [
      "a.js",
      'const x = process.env.X ? require("aws-xray-sdk") : undefined;\nx?.capturePromise();\n',
      "a.js:1 the SDK itself is passed on",
    ],
    "exported again as a default": [
      "a.ts",
      'import AWSXRay from "aws-xray-sdk";\nexport default AWSXRay;\n',
      "a.ts:2 the SDK itself is passed on",
    ],
    "exported again by name": [
      "a.ts",
      'export { captureAsyncFunc } from "aws-xray-sdk";\n',
      'a.ts:1 the module "aws-xray-sdk" is named here',
    ],
    "exported again as a whole": [
      "a.ts",
      'export * from "aws-xray-sdk-core";\n',
      'a.ts:1 the module "aws-xray-sdk-core" is named here',
    ],
    "exported again by module.exports": [
      "a.js",
      'module.exports = require("aws-xray-sdk");\n',
      "a.js:1 the SDK itself is passed on",
    ],
    "required by a template": [
      "a.js",
      "require(`aws-xray-sdk`).capturePromise();\n",
      "a.js:1 the module `aws-xray-sdk` is named here",
    ],
    "required by a name that is put together": [
      "a.js",
      'require("aws-xray-sdk-" + part).capturePromise();\n',
      'a.js:1 the module "aws-xray-sdk-" is named here',
    ],
    "required by a template that is put together": [
      "a.js",
      "require(`aws-xray-sdk-${part}`).capturePromise();\n",
      "a.js:1 the module `aws-xray-sdk-${ is named here",
    ],
    "required by another function than require": [
      "a.mjs",
      'const load = createRequire(import.meta.url);\nload("aws-xray-sdk").capturePromise();\n',
      'a.mjs:2 the module "aws-xray-sdk" is named here',
    ],
  };
  for (const [what, [path, text, decision]] of Object.entries(uses)) {
    it(`${what}: its entry point and its package stay, others are written`, async () => {
      const manifest =
        '{\n  "dependencies": {\n    "aws-xray-sdk": "3.0.0",\n    "aws-xray-sdk-core": "3.0.0"\n  }\n}\n';
      const migration = await migrated({ [path]: text, "other.js": APP, "package.json": manifest });
      assert.deepEqual(decisions(migration), [decision]);
      assert.deepEqual(Object.keys(migration.after), ["other.js", "package.json"]);
      const { dependencies } = JSON.parse(migration.after["package.json"] ?? "") as { dependencies: object };
      const kept = Object.keys(dependencies).filter((name) => name.startsWith("aws-xray-sdk"));
      assert.notDeepEqual(kept, [], "a file that stays has lost its package");
    });
  }

  it("required by a name in a variable, which may be any file: the whole package stays", async () => {
    const text = 'const name = "aws-xray-sdk";\nrequire(name).capturePromise();\n';
    const migration = await migrated({ "a.js": text, "other.js": APP, "own/package.json": "{}", "own/a.js": APP });
    assert.deepEqual(decisions(migration), ['a.js:1 the module "aws-xray-sdk" is named here']);
    assert.deepEqual(Object.keys(migration.after), ["own/a.js", "own/package.json"]);
  });

  it("files that a computed name may load belong to the entry point that loads them", async () => {
    const plugin = `${SDK}AWSXRay.enableManualMode();\n`;
    const files = { "plugins/one.js": plugin, "src/other.js": APP };
    const byFolder = await migrated({ ...files, "a.js": `require(\`./plugins/\${name}\`);\n${APP}` });
    assert.deepEqual(Object.keys(byFolder.after), ["src/other.js"]);
    const byName = await migrated({ ...files, "a.js": `require(join(__dirname, name));\n${APP}` });
    assert.deepEqual(byName.after, {});
    const beside = await migrated({
      ...files,
      "plugins/index.js": `require("./" + name);\n${APP}`,
    });
    assert.deepEqual(Object.keys(beside.after), ["src/other.js"]);
    const comment = await migrated({ ...files, "a.mjs": 'import(/* lazy */ "./b.mjs");\nimport "aws-xray-sdk";\n' });
    assert.deepEqual(Object.keys(comment.after).sort(), ["a.mjs", "src/other.js"]);
    const elsewhere = await migrated({ ...files, "a.js": `require(\`./routes/\${name}\`);\n${APP}` });
    assert.deepEqual(Object.keys(elsewhere.after).sort(), ["a.js", "src/other.js"]);
  });
});

describe("files that migrate does not read", () => {
  let repository: Repository;
  beforeEach(() => {
    repository = new Repository({ "app.js": APP });
  });
  afterEach(() => repository.remove());

  it("generated folders and files are left without a word", async () => {
    for (const folder of ["node_modules/x", "dist", "build", "coverage", ".next", "packages/a/dist"]) {
      repository.write(`${folder}/a.js`, APP);
    }
    repository.write("a.min.js", APP);
    repository.write("a.d.ts", 'import "aws-xray-sdk";\n');
    const { changes, skipped, files } = await findMigration(repository.folder);
    assert.deepEqual([changes.map(({ path }) => path), skipped, files], [["app.js"], [], 1]);
  });

  it("exactly 1 MB is read, a byte more is named with its size", async () => {
    const filler = (size: number): string => APP + "/".repeat(size - APP.length);
    repository.write("full.js", filler(1024 * 1024));
    repository.write("large.js", filler(1024 * 1024 + 1));
    const { skipped, findings } = await findMigration(repository.folder);
    assert.deepEqual(skipped, [{ path: "large.js", reason: "larger than 1 MB (1025 kB)" }]);
    assert.ok(findings.some(({ path }) => path === "full.js"));
  });

  it("links out of the repository are named, files and folders; links inside are read where they lead", async () => {
    const outside = new Repository({ "lib/a.js": APP });
    try {
      symlinkSync(join(outside.folder, "lib"), join(repository.folder, "lib"));
      symlinkSync(join(outside.folder, "lib/a.js"), join(repository.folder, "a.js"));
      symlinkSync("app.js", join(repository.folder, "inside.js"));
      symlinkSync("lost.js", join(repository.folder, "nowhere.js"));
      symlinkSync(".", join(repository.folder, "loop"));
      const { skipped, changes } = await findMigration(repository.folder);
      assert.deepEqual(skipped, [
        { path: "a.js", reason: "a link out of the repository" },
        { path: "lib", reason: "a link out of the repository" },
        { path: "nowhere.js", reason: "a link that leads nowhere" },
      ]);
      assert.deepEqual(
        changes.map(({ path }) => path),
        ["app.js"],
      );
    } finally {
      outside.remove();
    }
  });

  it("a file that exists, but was not read, is not replaced by a new one", async () => {
    repository.write("app.js", `${SDK}AWSXRay.middleware.setDefaultName("shop");\nrun();\n`);
    writeFileSync(join(repository.folder, "tracing.js"), Buffer.from([0x2f, 0x2f, 0xe9]));
    const { changes } = await findMigration(repository.folder);
    assert.deepEqual(
      changes.map(({ path, before }) => `${path} ${before === undefined ? "created" : "changed"}`),
      ["pmp-tracing.js created", "app.js changed"],
    );
    rmSync(join(repository.folder, "tracing.js"));
    mkdirSync(join(repository.folder, "empty"));
    assert.deepEqual(
      (await findMigration(repository.folder)).changes.map(({ path }) => path),
      ["tracing.js", "app.js"],
    );
  });
});
