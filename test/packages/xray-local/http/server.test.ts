import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PortTakenError, startXRayLocal, type TraceSummary } from "../../../../packages/xray-local/src/index.ts";
import { id, segment, START, subsegment, TRACE_ID } from "../support/documents.ts";
import { Local, statusOf, until } from "../support/local.ts";

const PAGE = join(import.meta.dirname, "../../../../packages/xray-local/dist/page/index.html");

describe("X-Ray on this machine", () => {
  let local: Local;
  before(async () => (local = await Local.start({ info: { stage: "dev", command: "node server.js" } })));
  after(() => local.close());

  it("joins what comes by UDP to traces, and counts what is refused", async () => {
    await local.sendAndTake(subsegment(2, 1), "nonsense", segment(1), `{"id":"${"x".repeat(64_000)}"}`);
    assert.deepEqual(
      local.server.traces().map(({ summary }) => [summary.id, summary.documents, summary.partial]),
      [[TRACE_ID, 2, false]],
    );
    const { segments, traces, evicted, rejected } = local.server.counters();
    assert.deepEqual({ segments, traces, evicted }, { segments: 2, traces: 1, evicted: 0 });
    assert.deepEqual(
      rejected.map(({ reason, count, last }) => [reason, count, last?.slice(0, 8)]),
      [
        ["the document is not JSON", 1, "nonsense"],
        ["the document is larger than 64 kB, X-Ray's limit", 1, '{"id":"x'],
      ],
    );
  });

  it("tells the page what it is, and what there is", async () => {
    const { body: info } = await local.get("/local/info");
    const { apiUrl, agentAddress, otlpUrl } = local.server;
    const told = { version: "0.1.0", apiUrl, udpAddress: agentAddress, otlpUrl, region: "us-east-1" };
    assert.deepEqual(info, { ...told, stage: "dev", command: "node server.js" });
    assert.deepEqual((await local.get("/local/counters")).body, JSON.parse(JSON.stringify(local.server.counters())));
    const { status, body } = await local.get(`/local/traces/${TRACE_ID}`);
    assert.equal(status, 200);
    assert.deepEqual(body, JSON.parse(JSON.stringify(local.server.traces()[0])));
    assert.equal((await local.get("/local/traces/1-5759e988-000000000000000000000000")).status, 404);
    assert.equal((await local.get("/local/else")).status, 404);
    const map = (await local.get("/local/map")).body as { nodes: { name: string }[] };
    assert.deepEqual(
      map.nodes.map(({ name }) => name),
      ["pmp-api", "pmp-api"],
    );
  });

  it("lists traces newest first, by filter, limit and time, and says what is wrong with a filter", async () => {
    const other = "1-5759e988-0000000000000000000000aa";
    await local.sendAndTake(segment(9, { trace_id: other, fault: true }));
    const list = async (query: string) => {
      const { body } = await local.get(`/local/traces?${query}`);
      const { traces, total } = body as { traces: TraceSummary[]; total: number };
      return [traces.map((trace) => trace.id), total];
    };
    assert.deepEqual(await list(""), [[other, TRACE_ID], 2]);
    assert.deepEqual(await list("limit=1"), [[other], 2]);
    assert.deepEqual(await list("filter=fault"), [[other], 1]);
    assert.deepEqual(await list(`since=${START + 5}`), [[other], 1]);
    const { status, body } = await local.get("/local/traces?filter=bogus");
    assert.equal(status, 400);
    assert.match((body as { problems: { message: string }[] }).problems[0]?.message ?? "", /bogus is not a keyword/);
    assert.equal((await local.get("/local/map?filter=bogus")).status, 400);
    assert.equal((await local.get("/local/traces?limit=many")).status, 400);
  });

  it("explains which sampling rule decides, and shows each rule", async () => {
    const { status, body } = await local.post("/local/sampling/explain", { service: "pmp-api", path: "/a" });
    assert.equal(status, 200);
    assert.equal((body.winner as { RuleName: string }).RuleName, "Default");
    assert.equal((await local.post("/local/sampling/explain", { path: 7 })).status, 400);
    assert.equal((await local.post("/local/sampling/explain", "{")).status, 400);
    const { rules } = (await local.get("/local/sampling")).body as { rules: unknown[] };
    assert.equal(rules.length, 1);
  });

  it("tells an open page what changes, as it changes", async () => {
    const controller = new AbortController();
    const response = await fetch(`${local.server.apiUrl}/local/events`, { signal: controller.signal });
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    let text = "";
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const reading = (async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    })().catch(() => undefined);
    await until("hello", () => text.includes("event: hello\n") && text.includes("event: counters\n"));
    const trace_id = "1-5759e988-0000000000000000000000bb";
    await local.send(segment(1, { trace_id, user: "first" }));
    await until("the trace", () => text.includes(`event: traces\ndata: [{"id":"${trace_id}"`));
    await local.send(segment(2, { trace_id, parent_id: id(1) }));
    await until("its change", () => text.includes('"documents":2'));
    controller.abort();
    await reading;
  });

  it("calls listeners with new and changed traces until they go", async () => {
    const seen: string[] = [];
    const unlisten = local.server.onTrace((trace) => seen.push(trace.id));
    const trace_id = "1-5759e988-0000000000000000000000cc";
    await local.send(segment(1, { trace_id }));
    await until("the trace", () => seen.includes(trace_id));
    unlisten();
    const before = seen.length;
    await local.sendAndTake(segment(2, { trace_id }));
    await new Promise((done) => setTimeout(done, 250));
    assert.equal(seen.length, before);
  });

  it("serves the page's files only, and forbids them everything from elsewhere", async () => {
    const response = await fetch(local.server.apiUrl);
    assert.equal(response.status, existsSync(PAGE) ? 200 : 503);
    if (existsSync(PAGE)) assert.match(response.headers.get("content-security-policy") ?? "", /^default-src 'none'/);
    for (const path of ["/../../package.json", "/..%2f..%2fpackage.json", "/%2e%2e/%2e%2e/src/index.ts"]) {
      assert.equal(await statusOf(local.server.apiUrl + path, {}), 404, path);
    }
  });

  it("refuses other sites' pages by Host and Origin, and takes this machine's names", async () => {
    const { apiUrl, agentAddress, otlpUrl } = local.server;
    const port = new URL(apiUrl).port;
    const list = `${apiUrl}/local/traces`;
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `app.localhost:${port}`]) {
      assert.equal(await statusOf(list, { host }), 200, host);
    }
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "evillocalhost",
    ]) {
      assert.equal(await statusOf(list, { host }), 403, JSON.stringify(host));
    }
    for (const url of [`${apiUrl}/Traces`, `http://${agentAddress}/GetSamplingRules`, `${otlpUrl ?? ""}/v1/traces`]) {
      for (const origin of ["https://evil.example", "null", "http://localhost.evil.example"]) {
        assert.equal(await statusOf(url, { origin }, "POST"), 403, `${url} ${origin}`);
      }
      assert.notEqual(await statusOf(url, { origin: "http://localhost:3000" }, "POST"), 403, url);
    }
    for (const url of [`${apiUrl}/CreateGroup`, `${apiUrl}/local/traces`, `http://${agentAddress}/TraceSegments`]) {
      // Any site can be at an address: only the one that was called is this server's.
      for (const origin of ["http://203.0.113.9", "http://10.1.2.3", "http://[2001:db8::9]", "http://8.8.8.8:3000"]) {
        assert.equal(await statusOf(url, { origin }, "POST"), 403, `${url} ${origin}`);
      }
      for (const origin of ["http://127.0.0.1:3000", "http://127.7.7.7", "http://[::1]:5173", "http://a.localhost"]) {
        assert.notEqual(await statusOf(url, { origin }, "POST"), 403, `${url} ${origin}`);
      }
      const called = { host: `192.0.2.7:${port}`, origin: `http://192.0.2.7:${port}` };
      assert.notEqual(await statusOf(url, called, "POST"), 403, url);
      assert.equal(await statusOf(url, { ...called, origin: "http://192.0.2.7:1" }, "POST"), 403, url);
      // A name that a site has bound to this machine's address is both Host and Origin.
      const rebound = { host: `evil.example:${port}`, origin: `http://evil.example:${port}` };
      assert.equal(await statusOf(url, rebound, "POST"), 403, url);
    }
    // The agent is called by the name of its container or Service.
    assert.equal(await statusOf(`http://${agentAddress}/GetSamplingRules`, { host: "xray-daemon:2000" }, "POST"), 200);
  });
});

describe("starting X-Ray on this machine", () => {
  it("names the port that is taken, TCP or UDP, and leaves nothing behind", async () => {
    const tcp = createServer().listen(0, "127.0.0.1");
    const udp = createSocket("udp4").bind(0, "127.0.0.1");
    await Promise.all([once(tcp, "listening"), once(udp, "listening")]);
    const tcpPort = (tcp.address() as { port: number }).port;
    const udpPort = udp.address().port;
    const taken = (port: number, protocol: string) => (error: unknown) =>
      error instanceof PortTakenError && error.port === port && error.protocol === protocol;
    await assert.rejects(startXRayLocal({ agentPort: tcpPort, otlpPort: false }), taken(tcpPort, "tcp"));
    await assert.rejects(startXRayLocal({ agentPort: udpPort, otlpPort: false }), taken(udpPort, "udp"));
    await assert.rejects(startXRayLocal({ agentPort: 0, otlpPort: tcpPort }), taken(tcpPort, "tcp"));
    await assert.rejects(startXRayLocal({ agentPort: 0, otlpPort: false, port: tcpPort }), taken(tcpPort, "tcp"));
    tcp.close();
    udp.close();
    await Promise.all([once(tcp, "close"), once(udp, "close")]);
    const local = await startXRayLocal({ agentPort: udpPort, otlpPort: tcpPort });
    assert.equal(local.agentAddress, `127.0.0.1:${udpPort}`);
    await local.close();
  });

  it("listens on loopback unless told otherwise, and gives every port back at the end", async () => {
    const local = await startXRayLocal({ agentPort: 0, otlpPort: 0 });
    for (const address of [local.apiUrl, `http://${local.agentAddress}`, local.otlpUrl ?? ""]) {
      assert.match(address, /^http:\/\/127\.0\.0\.1:\d+$/);
    }
    await local.close();
    await assert.rejects(fetch(`${local.apiUrl}/local/info`));
    const again = await startXRayLocal({ agentPort: Number(local.agentAddress.split(":")[1]), otlpPort: false });
    assert.equal(again.otlpUrl, undefined);
    await again.close();
  });

  it("refuses a memory limit that can hold no trace, and rules that X-Ray would not take", async () => {
    await assert.rejects(startXRayLocal({ memoryLimitBytes: 1_000 }), /memoryLimitBytes: got 1000; allowed: 1048576/);
    const rules = [{ RuleName: "a" }] as never;
    await assert.rejects(startXRayLocal({ rules, agentPort: 0, otlpPort: false }), /Priority: got \(not set\)/);
  });
});
