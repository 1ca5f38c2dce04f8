import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { once } from "node:events";
import { Program } from "./process/support.ts";
import { AppFolder } from "./support/app-folder.ts";
import { buildPackage, PACKAGE } from "./support/built.ts";
import { FakeAgent, freePort, rule, type JsonObject } from "./support/fake-agent.ts";
import { FakePostgres } from "./support/fake-postgres.ts";
import { at, call, SAMPLED } from "./support/traced.ts";

const README = readFileSync(join(PACKAGE, "README.md"), "utf8");

function blocks(language: string): string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm"))].map(([, text = ""]) => text);
}

/** The examples by the file name in their first line. */
const EXAMPLES = new Map(blocks("js").map((text) => [/^\/\/ (\S+)\n/.exec(text)?.[1] ?? text, text]));

describe("the README of @pmp/tracing", () => {
  let agent: FakeAgent;
  let folder: AppFolder;
  let program: Program | undefined;
  const ran = new Set<string>();

  before(buildPackage);
  beforeEach(async () => {
    agent = await FakeAgent.start();
    folder = new AppFolder();
  });
  afterEach(async () => {
    program?.kill("SIGKILL");
    await program?.ended;
    program = undefined;
    agent.close();
    folder.remove();
  });

  function example(name: string): string {
    ran.add(name);
    const text = EXAMPLES.get(name);
    assert.ok(text !== undefined, `the README has ${name}`);
    return folder.write(name, text);
  }

  /** Starts an app that listens on PORT, and waits until it does. */
  async function start(file: string, env: Record<string, string> = {}, options: string[] = []): Promise<number> {
    const port = await freePort();
    const started = new Program(file, Program.env(agent, { PORT: String(port), ...env }), options);
    program = started;
    while (!started.hasEnded) {
      const up = await call(port, {
        headers: { "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0" },
      }).then(
        () => true,
        () => false,
      );
      if (up) return port;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`${file} ended: ${started.stdout}${started.stderr}`);
  }

  function segment(): JsonObject | undefined {
    return agent.documents.find((document) => !("type" in document));
  }

  it("server.mjs: the helpers, a call to another service, and an error", async () => {
    const stock = createServer((_request, response) => response.end('{"left":4}')).listen(0, "127.0.0.1");
    await once(stock, "listening");
    const address = stock.address();
    const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
    const port = await start(example("server.mjs"), { STOCK_URL: url });
    assert.equal((await call(port, { path: "/orders/7", headers: SAMPLED })).body, '{"left":4}');
    await agent.documentsUntil(2);
    assert.deepEqual(segment()?.annotations, { tier: "gold" });
    assert.equal(segment()?.user, "user-17");
    assert.deepEqual(at(segment(), "metadata", "default", "cart"), { items: 3 });
    assert.equal(at(segment(), "metadata", "default", "http.route"), "/orders/:id");
    const subsegment = agent.documents.find(({ type }) => type === "subsegment");
    assert.equal(subsegment?.namespace, "remote");
    assert.equal(subsegment.parent_id, segment()?.id);

    stock.close();
    stock.closeAllConnections();
    agent.documents.length = 0;
    assert.equal((await call(port, { path: "/orders/7", headers: SAMPLED })).status, 502);
    await agent.documentsUntil(2);
    assert.equal(segment()?.fault, true);
    assert.equal(at(segment(), "cause", "exceptions", 0, "message"), "fetch failed");
  });

  for (const name of ["server.cjs", "graceful.mjs"]) {
    it(`${name} is traced, and ends at SIGTERM with nothing lost`, async () => {
      const port = await start(example(name));
      await call(port, { headers: SAMPLED });
      program?.kill("SIGTERM");
      const ended = await program?.ended;
      assert.deepEqual(ended, name === "graceful.mjs" ? { code: 0, signal: null } : { code: null, signal: "SIGTERM" });
      assert.equal((await agent.documentsUntil(1)).length, 1);
    });
  }

  it("capture.mjs: subsegments of the app's own", async () => {
    const port = await start(example("capture.mjs"));
    assert.equal((await call(port, { headers: SAMPLED })).body, "17");
    const documents = await agent.documentsUntil(3);
    assert.deepEqual(documents.find(({ name }) => name === "price the order")?.annotations, { items: 3 });
    assert.ok(documents.some(({ name, type }) => name === "read the file" && type === "subsegment"));
  });

  it("own-spans.mjs: the span is a subsegment of the request", async () => {
    const port = await start(example("own-spans.mjs"));
    await call(port, { headers: SAMPLED });
    await agent.documentsUntil(2);
    const own = agent.documents.find(({ name }) => name === "price the order");
    assert.equal(own?.parent_id, segment()?.id);
    assert.deepEqual(own?.metadata, { default: { items: 3 } });
  });

  it("database.mjs: the query is a subsegment without its literals", async () => {
    const postgres = await FakePostgres.start();
    const port = await start(example("database.mjs"), { PGPORT: String(postgres.port) });
    await call(port, { headers: SAMPLED });
    await agent.documentsUntil(2);
    const query = agent.documents.find(({ name }) => name === "shop@127.0.0.1");
    assert.equal(at(query, "sql", "sanitized_query"), "SELECT ?");
    assert.equal(agent.documents.filter(({ type }) => type === "subsegment").length, 1);
    postgres.close();
  });

  it("own-sdk.mjs: the exporter, the ids and the redaction in another set-up", async () => {
    program = new Program(example("own-sdk.mjs"), Program.env(agent));
    assert.deepEqual(await program.ended, { code: 0, signal: null }, program.stderr);
    const [document] = await agent.documentsUntil(1);
    assert.deepEqual(document?.metadata, { default: { note: "about [redacted]" } });
    assert.ok(Math.abs(parseInt(String(document.trace_id).slice(2, 10), 16) - Date.now() / 1_000) < 60);
  });

  describe("switching it on without a line in the code", () => {
    const PLAIN: Readonly<Record<string, string>> = {
      "app.mjs":
        'import { createServer } from "node:http";\ncreateServer((_q, response) => response.end()).listen(process.env.PORT);',
      "app.cjs":
        'const { createServer } = require("node:http");\ncreateServer((_q, response) => response.end()).listen(process.env.PORT);',
      // Node alone can't run an enum: it takes tsx.
      "app.ts":
        'import { createServer } from "node:http";\nenum Is { Ok = 200 }\ncreateServer((_q, response) => response.writeHead(Is.Ok as number).end()).listen(process.env.PORT);',
    };
    const commands = (blocks("sh")[0] ?? "").trim().split("\n");

    it("shows three commands", () => assert.equal(commands.length, 3));

    for (const command of commands) {
      it(command, async () => {
        agent.rules = [rule("all")];
        const words = command.split(" ");
        const name = words.pop() ?? "";
        const file = folder.write(name, PLAIN[name] ?? "");
        const port = await start(file, {}, words.slice(1));
        await call(port, { headers: SAMPLED });
        await agent.documentsUntil(1);
        assert.equal(segment()?.parent_id, "53995c3f42cd8ad8");
      });
    }
  });

  it("docs/nextjs.md shows the files of the app that npm run e2e:nextjs builds", () => {
    const repository = join(PACKAGE, "../..");
    const page = readFileSync(join(repository, "docs/nextjs.md"), "utf8");
    const shown = [...page.matchAll(/^`([\w.]+)`.*\n(?:.+\n)*\n```ts\n([^]*?)^```/gm)].map(([, name, text]) => [
      name,
      text,
    ]);
    assert.deepEqual(
      shown,
      ["instrumentation.ts", "next.config.ts"].map((name) => [
        name,
        readFileSync(join(repository, "test/e2e/fixtures/nextjs", name), "utf8"),
      ]),
    );
  });

  it("has no example that is not run here", () => {
    assert.deepEqual([...EXAMPLES.keys()].sort(), [...ran].sort());
  });

  it("names every variable that the package reads, and no other", () => {
    const source = join(PACKAGE, "src");
    const code = readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(join(source, name), "utf8"))
      .join("\n");
    const read = new Set([...code.matchAll(/\benv\.([A-Z][A-Z_\d]+)/g)].map(([, name = ""]) => name));
    // These four say which collector, and OpenTelemetry's exporter reads them.
    const otlp = [...read].filter((name) => name.startsWith("OTEL_EXPORTER_OTLP_"));
    const table = README.slice(README.indexOf("## Settings"), README.indexOf("## In an OpenTelemetry"));
    const named = new Set(
      [...table.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = ""]) => cell.match(/[A-Z][A-Z_\d]{3,}/g) ?? []),
    );
    assert.deepEqual([...named].sort(), [...read].filter((name) => !otlp.includes(name)).sort());
  });
});
