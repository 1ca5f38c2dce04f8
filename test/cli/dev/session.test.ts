import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { hostWarning } from "../../../cli/dev/session.ts";
import { root, temporaryFolder } from "../support/program.ts";
import { apps, node, Session } from "./support/session.ts";

const server = join(apps, "plain/server.mjs");

describe("pmp-xray dev", function () {
  // Each test starts processes; how long that takes says nothing about them.
  this.timeout(60_000);
  const sessions: Session[] = [];
  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.stop()));
  });
  const start = (...args: ConstructorParameters<typeof Session>): Session => {
    const session = new Session(...args);
    sessions.push(session);
    return session;
  };

  it("traces an app that knows nothing of tracing, and prints a line for each trace", async () => {
    const dev = start(["--", node, server]);
    await dev.request("/hello");
    await dev.request("/500");
    await dev.printed(/^\d\d:\d\d:\d\d {2}200 .* GET \/hello {2}shop-plain {2}shop-plain-default-traffic$/m);
    await dev.printed(/^\d\d:\d\d:\d\d {2}500 {2}FAULT .* GET \/500 {2}shop-plain {2}shop-plain-default-traffic$/m);
    const [, address] = await dev.printed(/segments {2}AWS_XRAY_DAEMON_ADDRESS=(\S+), OTLP http/);
    assert.match(address ?? "", /^127\.0\.0\.1:\d+$/);
    await dev.printed(/sampling {2}preset dev, 5 rules/);
    await dev.printed(/tracing {3}@pmp\/tracing is added; service shop-plain/);
  });

  it("ends the app first, in its own time, then X-Ray, and hands its exit code on", async () => {
    const dev = start(["--", node, server]);
    await dev.printed(/listens on/);
    const url = await dev.url();
    assert.equal(await dev.end(), 0);
    assert.match(dev.stdout, /ended in order/);
    await assert.rejects(fetch(url), "the page's port is free again");
  });

  it("hands on whatever exit code the app ends with", async () => {
    const dev = start(["--quiet", "--", node, "-e", "process.exit(7)"]);
    assert.equal(await dev.ended, 7);
    const killed = start(["--quiet", "--", node, "-e", "process.kill(process.pid, 'SIGKILL')"]);
    assert.equal(await killed.ended, 128 + 9);
  });

  it("kills an app that does not end, and what it started, at the second Ctrl-C", async () => {
    const dev = start(["--no-tracing", "--", node, join(apps, "plain/stubborn.mjs")]);
    const [, pid] = await dev.printed(/started (\d+)/);
    dev.signal("SIGINT");
    await dev.printed(/ignores SIGINT/);
    dev.signal("SIGINT");
    assert.equal(await dev.ended, 128 + 9);
    assert.ok(!isRunning(Number(pid)), "what it started is gone too");
  });

  it("writes a line of JSON for each trace, and nothing else, to standard output", async () => {
    const dev = start(["--json", "--service", "named", "--", node, server]);
    await dev.request("/hello?x=1");
    await dev.printed(/"service":"named".*\n/);
    await dev.end();
    const lines = dev.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { url: string; status: number });
    assert.deepEqual(
      lines.map(({ status }) => status),
      [200],
    );
    assert.match(lines[0]!.url, /\/hello/);
    assert.match(dev.stderr, /listens on/, "the app's own output");
  });

  it("says only the address with --quiet", async () => {
    const dev = start(["--quiet", "--", node, server]);
    await dev.request("/hello");
    const url = await dev.url();
    await traceOf(url);
    await dev.end();
    assert.deepEqual(dev.stderr.split("\n").slice(0, 1), [`X-Ray on this machine: ${url}`]);
    assert.doesNotMatch(dev.stderr, /segments|sampling|tracing {2}/);
    assert.doesNotMatch(dev.stdout, /hello/);
  });

  it("runs without a command until it is ended", async () => {
    const dev = start([]);
    const url = await dev.url();
    assert.equal((await fetch(`${url}/local/info`)).status, 200);
    assert.equal(await dev.end(), 0);
  });

  it("takes other ports when the usual ones are in use, and the app's environment follows", async () => {
    const first = start([]);
    const url = await first.url();
    const second = start(["--json", "--", node, server]);
    await second.request("/hello");
    await second.printed(/"url":"[^"]*\/hello"/);
    assert.notEqual(await second.url(), url);
    const { traces } = await tracesOf(url);
    assert.deepEqual(traces, [], "nothing goes to the one that was there first");
  });

  it("says what to do when a port that was given is in use, and starts nothing", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const { port } = blocker.address() as AddressInfo;
    const dev = start(["--port", String(port), "--", node, "-e", "console.log('started')"]);
    assert.equal(await dev.ended, 2);
    blocker.close();
    assert.match(
      dev.stderr,
      new RegExp(`^--port: TCP port ${port} .* in use .* Without --port the next free port is used\\.\n$`),
    );
    assert.equal(dev.stdout, "");
  });

  it("says everything that is wrong at once", async () => {
    const dev = start(["--port", "x", "--stage", "nope", "--", "no-such-program"]);
    assert.equal(await dev.ended, 2);
    assert.match(
      dev.stderr,
      /^--port must be .*\nThere is no program no-such-program .*\n--stage nope is no stage: .*\npmp-xray dev --help lists all options\.\n$/,
    );
  });

  it("says in words that an address is not this machine's, or that a file can't be written", async () => {
    const host = start(["--host", "203.0.113.1"]);
    const file = start(["--file", join(server, "traces")]);
    assert.deepEqual(await Promise.all([host.ended, file.ended]), [2, 2]);
    assert.match(host.stderr, /^X-Ray could not be started: .*203\.0\.113\.1.*\n$/);
    assert.match(file.stderr, /^X-Ray could not be started: .*server\.mjs.*\n$/);
  });

  it("warns when it listens for other machines as well", () => {
    for (const host of [undefined, "localhost", "127.0.0.1", "127.3.4.5", "::1"])
      assert.deepEqual(hostWarning(host), []);
    for (const host of ["0.0.0.0", "::", "192.0.2.7", "build-machine"]) {
      const [warning = ""] = hostWarning(host);
      assert.ok(warning.startsWith(`Warning: --host ${host} lets everyone`), warning);
    }
  });

  it("samples by the plan of the stage", async () => {
    const dev = start(["--stage", "prod", "--json", "--", node, server]);
    const { rules } = (await (await fetch(`${await dev.url()}/local/sampling`)).json()) as {
      rules: { rule: { RuleName: string; FixedRate: number } }[];
    };
    const rest = rules.find(({ rule }) => rule.RuleName === "shop-plain-default-traffic");
    assert.equal(rest?.rule.FixedRate, 0.1);
    // Decided by the rule for /api/stripe*, which samples every request.
    await dev.request("/api/stripe/charge");
    await dev.printed(/"rule":"shop-plain-stripe"/);
  });

  it("keeps the traces in a file across restarts", async () => {
    const folder = temporaryFolder();
    const file = join(folder.path, "traces.jsonl");
    const dev = start(["--file", file, "--", node, server]);
    await dev.request("/kept");
    await dev.printed(/GET \/kept/);
    await dev.end();
    assert.ok(existsSync(file));
    const again = start(["--file", file]);
    const { traces } = await tracesOf(await again.url());
    assert.deepEqual(
      traces.map(({ url }) => new URL(url).pathname),
      ["/kept"],
    );
    await again.end();
    folder.remove();
  });

  it("passes Ctrl-C on where an older Node hands over to the project's", async () => {
    const dev = start(["--", node, server], { node: ["--no-experimental-strip-types"] });
    await dev.printed(/listens on/);
    assert.equal(await dev.end(), 0);
    assert.match(dev.stdout, /ended in order/);
  });

  it("npm run dev runs the reference API with the stack dev, and takes the same options", async () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { dev: string } };
    const [program, script = ""] = scripts.dev.split(" ");
    assert.equal(program, "node");
    const dev = start(["--json", "--no-open"], { script: join(root, script), env: { PORT: "0" } });
    await dev.printed(/sampling {2}Pulumi\.dev\.yaml, 5 rules/);
    await dev.printed(/tracing {3}@pmp\/tracing is added; service pmp-api/);
    const [, port] = await dev.printed(/listens on port (\d+)/);
    await fetch(`http://127.0.0.1:${port}/api/products`);
    await dev.printed(/"url":"[^"]*\/api\/products"/);
    assert.equal(await dev.end(), 0);
    const own = start(["--", node, "-e", "console.log('mine')"], { script: join(root, script) });
    assert.equal(await own.ended, 0);
    assert.match(own.stdout, /^mine$/m);
  });

  it("does not trace npm, which only starts the app", async () => {
    const dev = start(["--", "npm", "exec", "--offline", "--call", `"${node}" "${server}"`], {
      cwd: join(apps, "plain"),
    });
    await dev.request("/through-npm");
    await dev.printed(/GET \/through-npm/);
  });
});

async function tracesOf(url: string): Promise<{ traces: { url: string }[] }> {
  return (await (await fetch(`${url}/local/traces`)).json()) as { traces: { url: string }[] };
}

/** Waits for the first trace. */
async function traceOf(url: string): Promise<void> {
  while ((await tracesOf(url)).traces.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** A process that is dead, and only waits for somebody to ask how it ended, does not run. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}
