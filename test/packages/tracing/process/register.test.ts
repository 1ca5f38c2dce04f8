import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { buildPackage, PACKAGE } from "../support/built.ts";
import { FakeAgent, freePort, rule } from "../support/fake-agent.ts";
import { FakePostgres } from "../support/fake-postgres.ts";
import { at, call, ROOT, SAMPLED } from "../support/traced.ts";
import { Program } from "./support.ts";

describe("@pmp/tracing/register", () => {
  let agent: FakeAgent;
  let programs: Program[];
  const temporary = mkdtempSync(join(tmpdir(), "pmp-register-"));

  before(buildPackage);
  after(() => rmSync(temporary, { recursive: true }));
  beforeEach(async () => {
    agent = await FakeAgent.start();
    programs = [];
  });
  afterEach(async () => {
    for (const program of programs) program.kill("SIGKILL");
    await Promise.all(programs.map(({ ended }) => ended));
    agent.close();
  });

  function start(file: string, env: Record<string, string> = Program.env(agent)): Program {
    const program = new Program(file, env);
    programs.push(program);
    return program;
  }

  const forms: [string, string[]][] = [
    ["app.mjs", ["fromImport", "fromRequire"]],
    ["app.cjs", ["fromRequire"]],
    ["app.ts", ["fromTypeScript"]],
  ];
  for (const [file, helpers] of forms) {
    it(`traces ${file} by one line, and its helpers are those of the running set-up`, async () => {
      const program = start(file);
      await call(await program.port(), { headers: SAMPLED });
      const [document] = await agent.documentsUntil(1);
      assert.equal(document?.name, "fixture");
      assert.deepEqual(document.annotations, Object.fromEntries(helpers.map((name) => [name, true])));
    });
  }

  for (const format of ["esm", "cjs"] as const) {
    it(`traces an app that a bundler made one ${format} file of`, async () => {
      const outfile = join(temporary, `app.${format === "esm" ? "mjs" : "cjs"}`);
      const entry = join(import.meta.dirname, "fixtures", format === "esm" ? "app.ts" : "app.cjs");
      const banner = {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      };
      await build({
        entryPoints: [entry],
        outfile,
        bundle: true,
        platform: "node",
        format,
        ...(format === "esm" && { banner }),
        logLevel: "error",
      });
      const program = start(outfile);
      await call(await program.port(), { headers: SAMPLED });
      const [document] = await agent.documentsUntil(1);
      assert.equal(document?.name, "fixture");
      assert.ok(document.annotations);
    });
  }

  it("takes up pg and the AWS SDK as the app loads them", async () => {
    const postgres = await FakePostgres.start();
    const aws = createServer((_request, response) => response.end()).listen(0, "127.0.0.1");
    await once(aws, "listening");
    const address = aws.address();
    const endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
    const program = start(
      "modules.mjs",
      Program.env(agent, { PG_PORT: String(postgres.port), AWS_ENDPOINT: endpoint }),
    );
    await call(await program.port(), { headers: SAMPLED });
    const documents = await agent.documentsUntil(3);
    const [query, publish] = documents.filter(({ type }) => type === "subsegment");
    assert.equal(query?.name, "shop@127.0.0.1");
    assert.equal(publish?.name, "SNS");
    assert.equal(at(publish, "aws", "operation"), "Publish");
    postgres.close();
    aws.close();
  });

  it("lets the central rules decide soon after the start", async () => {
    agent.rules = [rule("central", { FixedRate: 1, ReservoirSize: 0 })];
    const program = start("app.mjs");
    const port = await program.port();
    await agent.until("the rules", () => agent.calls.length > 0);
    const named = (): boolean =>
      agent.documents.some((document) => at(document, "aws", "xray", "sampling_rule_name") === "central");
    while (!named()) {
      await call(port);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.match(String(agent.documents[0]?.trace_id), /^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });

  describe("without an agent", () => {
    const addresses: [string, () => Promise<string>][] = [
      ["nobody listens", async () => `127.0.0.1:${await freePort()}`],
      ["the name does not exist", () => Promise.resolve("xray-daemon.pmp.svc.cluster.invalid:2000")],
      ["the address can't be read", () => Promise.resolve("http://127.0.0.1:2000")],
    ];
    for (const [name, address] of addresses) {
      it(`the app runs as ever when ${name}, and the log says so in words`, async () => {
        const program = start("app.mjs", Program.env(agent, { AWS_XRAY_DAEMON_ADDRESS: await address() }));
        const port = await program.port();
        for (let i = 0; i < 20; i += 1) assert.equal((await call(port, { headers: SAMPLED })).body, "ok");
        program.kill("SIGTERM");
        const { code, signal } = await program.ended;
        assert.deepEqual({ code, signal }, { code: null, signal: "SIGTERM" });
        assert.match(program.stderr, /pmp-tracing: /);
        assert.equal(program.stdout, `port ${port}\n`);
      });
    }
  });

  describe("what it says", () => {
    const unusable = { AWS_XRAY_DAEMON_ADDRESS: "http://127.0.0.1:2000" };

    it("is on stderr, as much of it as OTEL_LOG_LEVEL asks for", async () => {
      for (const [level, words] of [
        ["warn", /^\[warn\] pmp-tracing: AWS_XRAY_DAEMON_ADDRESS is/m],
        ["none", /^$/],
        ["ERROR", /^$/],
      ] as const) {
        const program = start("app.mjs", Program.env(agent, { ...unusable, OTEL_LOG_LEVEL: level }));
        await program.port();
        program.kill("SIGTERM");
        await program.ended;
        assert.match(program.stderr, words, level);
      }
    });

    it("goes to the app's own logger where it has one", async () => {
      const program = start("own-logger.mjs", Program.env(agent, unusable));
      assert.equal((await program.ended).code, 0);
      assert.match(program.stdout, /^warn: pmp-tracing: AWS_XRAY_DAEMON_ADDRESS is/m);
      assert.equal(program.stderr, "");
    });
  });

  it("does nothing with OTEL_SDK_DISABLED=true", async () => {
    const program = start("app.mjs", Program.env(agent, { OTEL_SDK_DISABLED: "true" }));
    await call(await program.port(), { headers: SAMPLED });
    program.kill("SIGTERM");
    await program.ended;
    assert.equal(agent.documents.length, 0);
    assert.equal(agent.calls.length, 0);
  });

  describe("at the end of the process", () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      it(`${signal} lets running requests finish, sends their segments, and ends by the signal`, async () => {
        const program = start("app.mjs");
        const port = await program.port();
        const slow = call(port, { path: "/slow", headers: SAMPLED });
        await program.says(/slow/);
        program.kill(signal);
        assert.equal((await slow).body, "slow");
        assert.deepEqual(await program.ended, { code: null, signal });
        const [document] = await agent.documentsUntil(1);
        assert.equal(at(document, "http", "response", "status"), 200);
      });
    }

    it("a signal that comes again ends it at once, with what was recorded until then", async () => {
      const program = start("app.mjs");
      const port = await program.port();
      const never = call(port, { path: "/never", headers: SAMPLED }).catch((error: unknown) => error);
      await program.says(/never/);
      program.kill("SIGINT");
      const closed = (): Promise<boolean> =>
        call(port).then(
          () => false,
          () => true,
        );
      while (!(await closed())) await new Promise((resolve) => setTimeout(resolve, 20));
      program.kill("SIGINT");
      assert.deepEqual(await program.ended, { code: null, signal: "SIGINT" });
      assert.ok((await never) instanceof Error);
      await agent.documentsUntil(1);
      // Less than the 10 s for which running requests are waited for otherwise.
    }).timeout(8_000);

    it("an app's own SIGTERM handler stays in charge, and nothing is lost", async () => {
      const program = start("app.mjs", Program.env(agent, { END: "own-handler" }));
      const port = await program.port();
      await call(port, { headers: { ...SAMPLED, connection: "close" } });
      program.kill("SIGTERM");
      assert.deepEqual(await program.ended, { code: 0, signal: null });
      await agent.documentsUntil(1);
    });

    it("an app's own SIGTERM handler decides when the servers close, and is called once", async () => {
      const program = start("app.mjs", Program.env(agent, { END: "own-slow-handler" }));
      const port = await program.port();
      await call(port, { headers: SAMPLED });
      program.kill("SIGTERM");
      await program.says(/handled/);
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.equal((await call(port, { headers: SAMPLED })).body, "ok");
      assert.deepEqual(await program.ended, { code: 0, signal: null });
      assert.equal(program.stdout.match(/handled/g)?.length, 1);
      assert.equal((await agent.documentsUntil(2)).length, 2);
    });

    it("process.exit loses nothing and keeps its code", async () => {
      const program = start("app.mjs");
      await call(await program.port(), { path: "/exit", headers: SAMPLED });
      assert.equal((await program.ended).code, 3);
      await agent.documentsUntil(1);
    });

    it("an uncaught error is on the segment of its request, and the process dies as without tracing", async () => {
      const program = start("app.mjs");
      await call(await program.port(), { path: "/throw", headers: SAMPLED }).catch(() => undefined);
      assert.equal((await program.ended).code, 1);
      assert.match(program.stderr, /nobody catches this/);
      const [document] = await agent.documentsUntil(1);
      assert.equal(document?.fault, true);
      assert.equal(at(document, "cause", "exceptions", 0, "message"), "nobody catches this");
    });

    for (const end of ["exit", "throw", "promise", "turn"]) {
      for (const host of ["127.0.0.1", "localhost"]) {
        it(`a program that ends in its first turns loses nothing: ${end}, agent at ${host}`, async () => {
          const address = `${host}:${agent.port}`;
          const program = start("early-exit.mjs", Program.env(agent, { END: end, AWS_XRAY_DAEMON_ADDRESS: address }));
          assert.deepEqual(await program.ended, { code: end === "throw" ? 1 : 3, signal: null });
          await agent.documentsUntil(1);
          assert.doesNotMatch(program.stderr, /dropped/);
        });
      }
    }

    for (const end of ["exit", "throw", "turn"]) {
      for (const host of ["127.0.0.1", "localhost"]) {
        it(`what ends in the app's own listener for the exit is sent, too: ${end}, agent at ${host}`, async () => {
          const env = { END: end, LAST: "at the exit", AWS_XRAY_DAEMON_ADDRESS: `${host}:${agent.port}` };
          const program = start("early-exit.mjs", Program.env(agent, env));
          assert.deepEqual(await program.ended, { code: end === "throw" ? 1 : 3, signal: null });
          const names = (await agent.documentsUntil(2)).map(({ name }) => name);
          assert.deepEqual(names.toSorted(), ["at the exit", "fixture"]);
          assert.doesNotMatch(program.stderr, /dropped/);
        });
      }
    }

    it("SIGTERM ends kept connections with the answers that are on their way, and says so", async () => {
      const program = start("app.mjs");
      const port = await program.port();
      const kept = new Agent({ keepAlive: true, maxSockets: 1 });
      assert.equal((await call(port, { agent: kept })).headers.connection, "keep-alive");
      const slow = call(port, { path: "/slow", agent: kept });
      await program.says(/slow/);
      program.kill("SIGTERM");
      assert.equal((await slow).headers.connection, "close");
      assert.deepEqual(await program.ended, { code: null, signal: "SIGTERM" });
      kept.destroy();
    });

    it("a program that ends by itself sends what it has, and ends", async () => {
      agent.rules = [rule("all")];
      const program = start("job.mjs");
      assert.equal((await program.ended).code, 0);
      const [document] = await agent.documentsUntil(1);
      assert.equal(document?.name, "fixture");
    });
  });

  describe("self-check", () => {
    it("says when another SDK was registered first", async () => {
      const program = start("other-sdk.mjs");
      await program.ended;
      assert.match(program.stderr, /another OpenTelemetry SDK was registered before/);
    });

    it("says when another copy of the API was used first, whose registrations refuse this one's", async () => {
      const program = start("older-api.mjs");
      assert.equal((await program.ended).code, 0);
      assert.match(
        program.stderr,
        /another copy of @opentelemetry\/api, 1\.9\.\d+, was used first and refuses this one: .* Install one version/,
      );
    });

    it("says when the app has another copy of the API, and what that means", async () => {
      const cases: [string, RegExp][] = [
        ["1.9.1", /two copies of @opentelemetry\/api are installed, 1\.10\.\d+ and 1\.9\.1: they work together/],
        [
          "1.99.0",
          /two copies of @opentelemetry\/api are installed, 1\.10\.\d+ and 1\.99\.0: calls made through 1\.99\.0 do nothing/,
        ],
      ];
      for (const [version, words] of cases) {
        const app = mkdtempSync(join(temporary, "app-"));
        const copy = join(app, "node_modules/@opentelemetry/api");
        mkdirSync(copy, { recursive: true });
        writeFileSync(
          join(copy, "package.json"),
          JSON.stringify({ name: "@opentelemetry/api", version, main: "index.js" }),
        );
        writeFileSync(join(copy, "index.js"), "");
        writeFileSync(join(app, "app.cjs"), `require(${JSON.stringify(join(PACKAGE, "dist/register.cjs"))});`);
        const program = start(join(app, "app.cjs"));
        await program.ended;
        assert.match(program.stderr, words);
      }
    });
  });

  it("keeps the trace id of a header without a parent", async () => {
    const program = start("app.mjs");
    await call(await program.port(), { headers: { "x-amzn-trace-id": `${ROOT};Sampled=1` } });
    const [document] = await agent.documentsUntil(1);
    assert.equal(document?.trace_id, ROOT.slice("Root=".length));
    assert.equal("parent_id" in document, false);
  });
});
