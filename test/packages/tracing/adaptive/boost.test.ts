import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { parseTrustEntries } from "../../../../packages/sampling/src/trust/index.ts";
import { AdaptiveSampling } from "../../../../packages/tracing/src/adaptive/adaptive-sampling.ts";
import type { AdaptiveSettings } from "../../../../packages/tracing/src/adaptive/settings.ts";
import { AsyncContextManager } from "../../../../packages/tracing/src/context-manager.ts";
import { endRequest, traceHttpServers } from "../../../../packages/tracing/src/instrument/http-server.ts";
import { traceRequestEvents } from "../../../../packages/tracing/src/instrument/request-events.ts";
import { traceUndici } from "../../../../packages/tracing/src/instrument/undici.ts";
import { SamplingAuthority } from "../../../../packages/tracing/src/sampling/authority.ts";
import { CentralRules } from "../../../../packages/tracing/src/sampling/central.ts";
import { ruleHash, type BoostCounts } from "../../../../packages/tracing/src/sampling/rule-boost.ts";
import { XRayPropagator } from "../../../../packages/tracing/src/propagation/xray-propagator.ts";
import { Tracing } from "../../../../packages/tracing/src/tracing.ts";
import {
  context,
  propagation,
  resourceFromAttributes,
  SdkCompositePropagator,
  SdkW3CTraceContextPropagator,
  trace,
  type ReadableSpan,
} from "../../../../packages/tracing/testing.ts";
import { rule, type JsonObject } from "../support/fake-agent.ts";
import { call } from "../support/traced.ts";

const XRSR = `xrsr=${ruleHash("shop")}`;
const TRACE = "5759e988bd862e3fe1be46a994272793";
const PARENT = "53995c3f42cd8ad8";
const FROM_OTHER = (state: string, sampled = 0): Record<string, string> => ({
  traceparent: `00-${TRACE}-${PARENT}-0${sampled}`,
  tracestate: state,
});

describe("adaptive sampling of requests", () => {
  let central: CentralRules;
  let boost: JsonObject | undefined;
  let rules: JsonObject[];
  let ended: ReadableSpan[];
  let stops: (() => void)[];
  let servers: Server[];
  let port: number;
  /** The headers of the calls that the app made. */
  let calls: IncomingHttpHeaders[];
  /** The bodies of the reports. */
  let reports: JsonObject[];

  beforeEach(() => {
    boost = undefined;
    rules = [rule("shop", { FixedRate: 0, SamplingRateBoost: { MaxRate: 1, CooldownWindowMinutes: 1 } })];
    [ended, stops, servers, calls, reports] = [[], [], [], [], []];
  });
  afterEach(() => {
    for (const stop of stops) stop();
    for (const server of servers) server.close();
    context.disable();
    propagation.disable();
    trace.disable();
  });

  /** An app at `/STATUS`, which at `/STATUS/call` calls a service, and at `/STATUS/self` itself at `/500`. */
  async function start(adaptive: AdaptiveSettings = {}, trust = "all"): Promise<void> {
    central = new CentralRules({
      post: (path, body) => {
        if (path === "/GetSamplingRules") {
          return Promise.resolve({ SamplingRuleRecords: rules.map((SamplingRule) => ({ SamplingRule })) });
        }
        reports.push({ ...body });
        return Promise.resolve({
          SamplingTargetDocuments: [{ RuleName: "shop", ...(boost && { SamplingBoost: boost }) }],
        });
      },
    });
    await central.refresh();
    const contextManager = new AsyncContextManager();
    const tracing = new Tracing({
      authority: new SamplingAuthority({}, { rules: [], source: "none" }, central),
      adaptive: new AdaptiveSampling(adaptive),
      trust: parseTrustEntries([trust]).setting,
      contextManager,
      resource: resourceFromAttributes({}),
      processor: { onStart: () => undefined, onEnd: (span) => void ended.push(span) },
    });
    context.setGlobalContextManager(contextManager);
    propagation.setGlobalPropagator(
      new SdkCompositePropagator({ propagators: [new SdkW3CTraceContextPropagator(), new XRayPropagator()] }),
    );
    stops = [
      traceHttpServers(tracing),
      traceRequestEvents(contextManager, (response) => endRequest(tracing, response)),
      traceUndici(),
      () => central.stop(),
    ];
    const target = await listen((headers) => void calls.push(headers));
    const app = createServer((request, response) => {
      const [, status, action] = (request.url ?? "").split("/");
      const end = (): void => void response.writeHead(Number(status)).end();
      if (action === undefined) end();
      else {
        const url = action === "self" ? `http://127.0.0.1:${port}/500` : `http://127.0.0.1:${target}/`;
        fetch(url).then(async (answer) => {
          await answer.text();
          end();
        }, end);
      }
    });
    servers.push(app.listen(0, "127.0.0.1"));
    await once(app, "listening");
    port = portOf(app);
  }

  /** A service that is not traced: it answers before Node publishes anything. */
  async function listen(onRequest: (headers: IncomingHttpHeaders) => void): Promise<number> {
    const server = createServer((request, response) => {
      onRequest(request.headers);
      response.end();
    });
    servers.push(server.listen(0, "127.0.0.1"));
    await once(server, "listening");
    return portOf(server);
  }

  function portOf(server: Server): number {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  function counts(name = "shop"): BoostCounts | undefined {
    return central.current(Date.now())?.boostOf(ruleHash(name))?.counts;
  }

  /** The counts as [traces, anomalies, sampled anomalies], once as many traces are counted. */
  async function counted(traces: number): Promise<number[]> {
    const found = counts();
    assert.ok(found);
    while (found.traces < traces) await new Promise((resolve) => setTimeout(resolve, 5));
    return [found.traces, found.anomalies, found.sampledAnomalies];
  }

  it("counts traces and anomalies of a rule with a boost, sampled or not, when responses close", async () => {
    await start();
    for (const path of ["/200", "/404", "/500", "/503"]) await call(port, { path });
    assert.deepEqual(await counted(4), [4, 2, 0]);
    boost = { BoostRate: 1, BoostRateTTL: Date.now() / 1_000 + 20 };
    await central.report();
    for (const path of ["/200", "/500"]) await call(port, { path });
    assert.deepEqual(await counted(2), [2, 1, 1]);
    assert.equal(ended.length, 2);
  });

  it("reports captured requests as not sampled, so that measured rates leave them out", async () => {
    await start({ capture: "faults", perSecond: 10 });
    for (const path of ["/200", "/500", "/503"]) await call(port, { path });
    assert.deepEqual(await counted(3), [3, 2, 0]);
    assert.deepEqual(
      ended.map(({ attributes }) => attributes["aws.trace.flag.sampled"]),
      [false, false],
    );
    await central.report();
    const [statistics] = reports[0]?.SamplingStatisticsDocuments as JsonObject[];
    assert.deepEqual([statistics?.RequestCount, statistics?.SampledCount], [3, 0]);
  });

  it("counts slow requests where a latency is set", async () => {
    await start({ latencyMs: 1 });
    await call(port, { path: "/200/self" });
    const [, anomalies] = await counted(1);
    assert.ok((anomalies ?? 0) >= 1);
  });

  it("counts no 5xx of a rule with DisableDefaultAnomalyDetection, even where a latency is set", async () => {
    const off = { MaxRate: 1, CooldownWindowMinutes: 1, DisableDefaultAnomalyDetection: true };
    rules = [rule("shop", { FixedRate: 0, SamplingRateBoost: off })];
    // No request here takes an hour.
    await start({ latencyMs: 3_600_000 });
    for (const path of ["/500", "/200"]) await call(port, { path });
    assert.deepEqual(await counted(2), [2, 0, 0]);
  });

  it("counts nothing without a boost, and adds no header", async () => {
    rules = [rule("shop", { FixedRate: 0 })];
    await start();
    await call(port, { path: "/500/call" });
    assert.equal(counts(), undefined);
    assert.equal(calls[0]?.tracestate, undefined);
  });

  it("names the rule of a trace to the services it calls, sampled or not, before other vendors' members", async () => {
    await start();
    await call(port, { path: "/200/call" });
    boost = { BoostRate: 1, BoostRateTTL: Date.now() / 1_000 + 20 };
    await counted(1);
    await central.report();
    await call(port, { path: "/200/call" });
    assert.deepEqual(
      calls.map(({ tracestate, traceparent }) => [tracestate, String(traceparent).slice(-2)]),
      [
        [XRSR, "00"],
        [XRSR, "01"],
      ],
    );
  });

  it("decides as an untrusted caller's trace starts here, and keeps the other members of its tracestate", async () => {
    await start({}, "none");
    await call(port, { path: "/200/call", headers: FROM_OTHER("vendor=1,xrsr=0000000000000000", 1) });
    assert.equal(calls[0]?.tracestate, `${XRSR},vendor=1`);
    assert.deepEqual(await counted(1), [1, 0, 0]);
  });

  it("counts a trace that another service started for the rule that it names, and passes that on", async () => {
    await start();
    await call(port, { path: "/500/call", headers: FROM_OTHER(`${XRSR},vendor=1`) });
    assert.deepEqual(await counted(1), [1, 1, 0]);
    assert.equal(calls[0]?.tracestate, `${XRSR},vendor=1`);
    // An unknown rule, none, and one in the baggage, as AWS's SDK for Java writes it.
    for (const headers of [FROM_OTHER("xrsr=00000000000000ff"), FROM_OTHER("vendor=1")])
      await call(port, { path: "/500", headers: { ...headers, traceparent: `00-${"1".repeat(32)}-${PARENT}-00` } });
    assert.deepEqual(await counted(1), [1, 1, 0]);
    const baggage = `a=1, ${XRSR};p=1`;
    await call(port, { path: "/500", headers: { traceparent: `00-${"2".repeat(32)}-${PARENT}-01`, baggage } });
    assert.deepEqual(await counted(2), [2, 2, 1]);
  });

  it("keeps tracestate beside X-Ray's header of the same trace, and not of another", async () => {
    await start();
    const xray = (trace: string): Record<string, string> => ({
      ...FROM_OTHER(`${XRSR},vendor=1`),
      "x-amzn-trace-id": `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${PARENT};Sampled=0`,
    });
    await call(port, { path: "/200/call", headers: xray(TRACE) });
    await call(port, { path: "/200/call", headers: xray("6".repeat(32)) });
    assert.deepEqual(
      calls.map(({ tracestate }) => tracestate),
      [`${XRSR},vendor=1`, undefined],
    );
  });

  it("counts a trace that comes back once, with its one anomaly", async () => {
    await start();
    await call(port, { path: "/500/self" });
    await call(port, { path: "/200" });
    assert.deepEqual(await counted(2), [2, 1, 0]);
  });
});
