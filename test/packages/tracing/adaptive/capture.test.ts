import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import fastify from "fastify";
import { annotate, metadata, recordError, setUser } from "../../../../packages/tracing/src/index.ts";
import type { AdaptiveSettings } from "../../../../packages/tracing/src/adaptive/settings.ts";
import { diag, propagation, context } from "../../../../packages/tracing/testing.ts";
import { rule, type JsonObject } from "../support/fake-agent.ts";
import { at, call, SAMPLED, TRACE_ID, Traced, UNSAMPLED } from "../support/traced.ts";
import { takeWarnings } from "../support/warnings.ts";

/** A plan that samples nothing. It applies from the start, as the agent has no rules. */
function neverFile(): string {
  const path = join(mkdtempSync(join(tmpdir(), "pmp-never-")), "plan.json");
  const never = rule("never", { FixedRate: 0 });
  delete never.Attributes;
  writeFileSync(path, JSON.stringify({ version: 1, SamplingRules: [never] }));
  return path;
}

const MARK = "aws.trace.flag.sampled";

describe("capture of unsampled requests", () => {
  let traced: Traced;
  let warnings: string[];
  beforeEach(() => (warnings = takeWarnings()));
  afterEach(async () => {
    await traced.stop();
    diag.disable();
  });

  async function start(adaptive: AdaptiveSettings): Promise<void> {
    traced = await Traced.start({ adaptive, planFile: neverFile() });
  }

  /** The documents after a sampled request, which is the last one. */
  async function captured(count?: number): Promise<JsonObject[]> {
    const port = await traced.serve((_request, response) => response.end());
    const before = (): JsonObject[] => traced.agent.documents.filter(({ trace_id }) => trace_id !== TRACE_ID);
    await call(port, { headers: SAMPLED, path: "/last" });
    await traced.tracing.flush();
    await traced.agent.until("the last request", () =>
      traced.agent.documents.some((each) => String(at(each, "http", "request", "url")).endsWith("/last")),
    );
    if (count !== undefined) assert.equal(before().length, count, JSON.stringify(before()));
    return before();
  }

  it("is off by default", async () => {
    await start({});
    const port = await traced.serve((_request, response) => response.writeHead(500).end());
    await call(port);
    await captured(0);
  });

  it("is of a fault a segment with the ids that were passed on, its error, user and annotations, and the mark", async () => {
    await start({ capture: "faults", perSecond: 10 });
    const app = express();
    let passedOn = "";
    app.get("/orders/:id", (_request, response) => {
      setUser(17);
      const values = { tier: "gold", token: "hunter2" };
      annotate(values);
      values.tier = "changed later";
      metadata({ cart: 1 });
      const carrier: Record<string, string> = {};
      propagation.inject(context.active(), carrier);
      passedOn = carrier["x-amzn-trace-id"] ?? "";
      throw new TypeError("no stock: password=hunter2", { cause: new RangeError("empty") });
      response.end();
    });
    app.get("/fine", (_request, response) => response.json({}));
    const onError: express.ErrorRequestHandler = (_error, _request, response, next) => {
      if (response.headersSent) next();
      else response.status(503).json({});
    };
    app.use(onError);
    const port = await traced.serve(app);
    for (let i = 0; i < 3; i += 1) await call(port, { path: "/fine" });
    await call(port, { path: "/orders/4711" });
    const [segment] = await captured(1);
    assert.ok(segment);
    assert.match(passedOn, /^Root=1-.*;Parent=.*;Sampled=0$/);
    assert.equal(`Root=${String(segment.trace_id)};Parent=${String(segment.id)};Sampled=0`, passedOn);
    assert.equal(segment.fault, true);
    assert.equal(segment.user, "17");
    assert.deepEqual(segment.annotations, { [MARK]: false, tier: "gold", token: "[redacted]" });
    assert.equal(at(segment, "http", "response", "status"), 503);
    assert.equal(at(segment, "metadata", "default", "http.route"), "/orders/:id");
    assert.equal(at(segment, "metadata", "default", "cart"), undefined);
    assert.equal(at(segment, "aws", "xray", "sampling_rule_name"), "never");
    const exceptions = at(segment, "cause", "exceptions") as JsonObject[];
    assert.deepEqual(
      exceptions.map(({ type, message }) => [type, message]),
      [
        ["TypeError", "no stock: password=[redacted]"],
        ["RangeError", "empty"],
      ],
    );
    assert.ok((exceptions[0]?.stack as unknown[]).length > 0);
    assert.ok(Number(segment.end_time) >= Number(segment.start_time));
    assert.ok(!JSON.stringify(segment).includes("hunter2"));
  });

  it("has a time in the trace id that is the segment's, and a parent only where the caller has one", async () => {
    await start({ capture: "faults", perSecond: 10 });
    const port = await traced.serve((_request, response) => response.writeHead(500).end());
    await call(port);
    const [own] = await captured(1);
    const seconds = parseInt(String(own?.trace_id).slice(2, 10), 16);
    assert.equal(seconds, Math.floor(Number(own?.start_time)));
    assert.equal(own?.parent_id, undefined);
    await call(port, { headers: UNSAMPLED });
    await traced.tracing.flush();
    const of = (each: JsonObject): boolean => each.fault === true && each.trace_id === TRACE_ID;
    await traced.agent.until("the continued one", () => traced.agent.documents.some(of));
    assert.equal(traced.agent.documents.find(of)?.parent_id, "53995c3f42cd8ad8");
    assert.equal(at(traced.agent.documents.find(of), "annotations", MARK), false);
  });

  it("takes errors of Fastify, of Express without a handler, and what the app records itself", async () => {
    await start({ capture: "faults", perSecond: 10 });
    const app = express();
    app.get("/thrown", () => {
      throw new Error("thrown in Express");
    });
    app.get("/recorded", (_request, response) => {
      recordError(new Error("recorded"));
      response.end();
    });
    app.get("/refused", (_request, response) => {
      recordError(new Error("the client's"));
      response.status(404).end();
    });
    // Express logs the error otherwise.
    app.set("env", "test");
    const port = await traced.serve(app);
    for (const path of ["/thrown", "/recorded", "/refused"]) await call(port, { path });
    const other = fastify();
    other.get("/orders/:id", () => Promise.reject(new Error("thrown in Fastify")));
    await other.ready();
    await call(await traced.adopt(other.server), { path: "/orders/1" });
    const segments = await captured(3);
    assert.deepEqual(
      segments.map((each) => [
        at(each, "http", "response", "status"),
        at(each, "metadata", "default", "http.route"),
        at(each, "cause", "exceptions", 0, "message"),
        each.fault,
      ]),
      [
        [500, "/thrown", "thrown in Express", true],
        [200, "/recorded", "recorded", true],
        [500, "/orders/:id", "thrown in Fastify", true],
      ],
    );
    await other.close();
  });

  it("is of a response that the server cut off, not of one that the client aborted", async () => {
    await start({ capture: "faults", perSecond: 10 });
    let closed = 0;
    const port = await traced.serve((request, response) => {
      response.on("close", () => (closed += 1));
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      if (request.url === "/server") setImmediate(() => response.destroy());
    });
    const aborted = httpRequest({ host: "127.0.0.1", port, path: "/client", agent: false });
    aborted.on("error", () => undefined);
    aborted.on("response", (response) => {
      response.on("error", () => undefined);
      aborted.destroy();
    });
    aborted.end();
    await traced.agent.until("the end of the aborted request", () => closed === 1);
    await assert.rejects(call(port, { path: "/server" }));
    const [segment] = await captured(1);
    assert.match(String(at(segment, "http", "request", "url")), /\/server$/);
    assert.equal(segment?.fault, true);
    assert.match(JSON.stringify(segment), /the connection before the response was complete/);
  });

  it("is of slow requests with all anomalies", async () => {
    await start({ capture: "anomalies", perSecond: 10, latencyMs: 20 });
    const port = await traced.serve((request, response) => {
      setTimeout(() => response.end(), request.url === "/slow" ? 40 : 0);
    });
    await call(port, { path: "/slow" });
    const segments = await captured(1);
    assert.equal(at(segments[0], "http", "response", "status"), 200);
    assert.equal(segments[0]?.fault, undefined);
  });

  it("is of no more than the limit, which is said with the number", async () => {
    await start({ capture: "faults", perSecond: 1 });
    const port = await traced.serve((_request, response) => response.writeHead(500).end());
    const began = performance.now();
    for (let i = 0; i < 20; i += 1) await call(port);
    const seconds = (performance.now() - began) / 1_000;
    const { length } = await captured();
    assert.ok(length >= 1 && length <= 1 + Math.ceil(seconds), `${length} in ${seconds} s`);
    assert.match(warnings.join("\n"), /anomalous requests so far were not captured: more than 1 a second/);
  });
});
