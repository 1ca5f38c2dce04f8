import assert from "node:assert/strict";
import { once } from "node:events";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { build, type Format } from "esbuild";
import ts from "typescript";
import { AppFolder } from "../support/app-folder.ts";
import { buildPackage, PACKAGE } from "../support/built.ts";
import { FakeAgent, rule, type JsonObject } from "../support/fake-agent.ts";
import { at, call, SAMPLED } from "../support/traced.ts";
import { Program } from "./support.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");

describe("ways to load @pmp/tracing", () => {
  let agent: FakeAgent;
  let folder: AppFolder;
  let program: Program;

  before(buildPackage);
  beforeEach(async () => {
    agent = await FakeAgent.start();
    folder = new AppFolder();
  });
  afterEach(async () => {
    program.kill("SIGKILL");
    await program.ended;
    agent.close();
    folder.remove();
  });

  async function documentsOf(path: string, count: number): Promise<JsonObject[]> {
    await call(await program.port(), { path, headers: SAMPLED });
    return agent.documentsUntil(count);
  }

  const preloads: [string, string[], Record<string, string>][] = [
    ["--import", ["--import", "@pmp/tracing/register"], {}],
    ["--require", ["--require", "@pmp/tracing/register"], {}],
    ["NODE_OPTIONS", [], { NODE_OPTIONS: "--import=@pmp/tracing/register" }],
  ];
  for (const [name, options, env] of preloads) {
    it(`${name}: an ES module app with Express has routes, and its calls belong to their requests`, async () => {
      program = new Program("express.mjs", Program.env(agent, env), options);
      const documents = await documentsOf("/items/7", 3);
      const first = documents.find(({ parent_id }) => parent_id === "53995c3f42cd8ad8");
      const calling = documents.find(({ type }) => type === "subsegment");
      const called = documents.find(({ parent_id }) => parent_id === calling?.id);
      assert.equal(at(first, "metadata", "default", "http.route"), "/items/:id");
      assert.equal(calling?.parent_id, first?.id);
      assert.equal(at(called, "metadata", "default", "http.route"), "/stock");
    });
  }

  for (const name of ["express", "express4"]) {
    it(`${name} behind a listener of the app's own: its first request has its error, and its route as the app wrote it`, async () => {
      const env = Program.env(agent, { EXPRESS: name });
      program = new Program("express-behind.mjs", env, ["--import", "@pmp/tracing/register"]);
      const [document] = await documentsOf("/tenants/acme-eu/users/7", 1);
      assert.equal(at(document, "cause", "exceptions", 0, "message"), "out of range");
      assert.equal(at(document, "metadata", "default", "http.route"), "/tenants/:tenant-:region/users/:user");
    });
  }

  it("TypeScript compiled to CommonJS", async () => {
    const source = readFileSync(join(FIXTURES, "app.ts"), "utf8").replace("./serve.cjs", join(FIXTURES, "serve.cjs"));
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    assert.match(outputText, /require\("@pmp\/tracing\/register"\)/);
    program = new Program(folder.write("app.cjs", outputText), Program.env(agent));
    const [document] = await documentsOf("/", 1);
    assert.deepEqual(document?.annotations, { fromTypeScript: true });
  });

  it("tsx, by the app's own first line", async () => {
    const source = readFileSync(join(FIXTURES, "app.ts"), "utf8").replace("./serve.cjs", join(FIXTURES, "serve.cjs"));
    const file = folder.write("app.ts", `${source}\nenum OnlyTsxRunsThis { Yes }\nvoid OnlyTsxRunsThis.Yes;\n`);
    program = new Program(file, Program.env(agent), ["--import", "tsx"]);
    const [document] = await documentsOf("/", 1);
    assert.deepEqual(document?.annotations, { fromTypeScript: true });
  });

  for (const format of ["esm", "cjs"] satisfies Format[]) {
    it(`OTLP in one ${format} file made by a bundler`, async () => {
      const bodies: Buffer[] = [];
      const collector = createServer((request, response) => {
        request.on("data", (chunk: Buffer) => bodies.push(chunk)).on("end", () => response.end());
      }).listen(0, "127.0.0.1");
      await once(collector, "listening");
      const address = collector.address();
      const endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
      const outfile = join(folder.path, `out.${format === "esm" ? "mjs" : "cjs"}`);
      const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
      await build({
        entryPoints: [join(FIXTURES, format === "esm" ? "app.ts" : "app.cjs")],
        outfile,
        bundle: true,
        platform: "node",
        format,
        ...(format === "esm" && { banner: { js: banner } }),
        logLevel: "error",
      });
      // The bundle must need nothing that is installed.
      rmSync(join(folder.path, "node_modules"), { recursive: true });
      program = new Program(outfile, Program.env(agent, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }));
      await call(await program.port(), { headers: SAMPLED });
      program.kill("SIGTERM");
      assert.deepEqual(await program.ended, { code: null, signal: "SIGTERM" }, program.stderr);
      const text = Buffer.concat(bodies).toString("latin1");
      assert.ok(text.includes("fixture"), program.stderr);
      assert.equal(agent.documents.length, 0);
      collector.close();
      collector.closeAllConnections();
    });
  }

  it("two copies of the package in one process make one set-up: each request is one segment", async () => {
    // A bundle and node_modules, or two packages that depend on it, bring two copies.
    cpSync(join(PACKAGE, "dist"), join(folder.path, "copy"), { recursive: true });
    const serve = JSON.stringify(join(FIXTURES, "serve.cjs"));
    const app = `require("./copy/register.cjs");\nrequire("@pmp/tracing/register");
const [one, other] = [require("./copy/index.cjs"), require("@pmp/tracing")];
require(${serve}).start({ one: one.annotate, other: other.annotate });`;
    program = new Program(folder.write("app.cjs", app), Program.env(agent));
    const [document] = await documentsOf("/", 1);
    assert.deepEqual(document?.annotations, { one: true, other: true });
    await documentsOf("/", 2);
    assert.equal(agent.documents.length, 2);
    assert.equal(agent.calls.length, 1, "one of them asks for the rules");
  });

  it("OTLP in a program that ends by itself", async () => {
    const bodies: Buffer[] = [];
    const collector = createServer((request, response) => {
      request.on("data", (chunk: Buffer) => bodies.push(chunk)).on("end", () => response.end());
    }).listen(0, "127.0.0.1");
    await once(collector, "listening");
    const address = collector.address();
    const endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
    agent.rules = [rule("all")];
    program = new Program("job.mjs", Program.env(agent, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }));
    assert.deepEqual(await program.ended, { code: 0, signal: null }, program.stderr);
    assert.ok(Buffer.concat(bodies).includes("nightly"), program.stderr);
    collector.close();
    collector.closeAllConnections();
  });

  it("a promise that nobody awaits and that rejects is on the segment of its request", async () => {
    program = new Program("app.mjs", Program.env(agent));
    await call(await program.port(), { path: "/reject", headers: SAMPLED }).catch(() => undefined);
    assert.equal((await program.ended).code, 1);
    assert.match(program.stderr, /nobody awaits this/);
    const [document] = await agent.documentsUntil(1);
    assert.equal(document?.fault, true);
    assert.equal(at(document, "cause", "exceptions", 0, "message"), "nobody awaits this");
  });
});
