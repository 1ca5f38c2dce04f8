import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_RULE, type SamplingBoostStatisticsDocument, type XRaySamplingRule } from "@pmp/sampling";
import { startXRayLocal, type XRayLocal } from "@pmp/xray-local";
import { installAdotPython, startPythonService, type PythonService } from "./support/adot-python.ts";
import { repository } from "./support/npm.ts";
import { RecordingAgent } from "./support/recording-agent.ts";

type Services = "front" | "back" | "python";

interface ReportBody {
  readonly SamplingStatisticsDocuments: readonly { readonly RuleName: string }[];
  readonly SamplingBoostStatisticsDocuments?: readonly SamplingBoostStatisticsDocument[];
}

/** The headers of a request, as each service on its way received them. */
interface Hop {
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** Real bytes of the SDK, for `npm test`. `UPDATE_RECORDED=1` writes them again. */
const RECORDED = join(repository, "test/packages/xray-local/sampling/recorded/adot-python-0.21.0.txt");
const VERSION = "0.21.0";
/** The same value for both languages. */
const CAPTURE =
  '{"version":1,"anomalyConditions":[{"errorCodeRegex":"5\\\\d\\\\d"}],"anomalyCaptureLimit":{"anomalyTracesPerSecond":5}}';
const PATIENCE_MS = 60_000;
const REQUESTS = 12;

/** A rule that samples nothing, so that whatever is recorded was boosted or captured. */
function ruleOf(service: string): XRaySamplingRule {
  return {
    ...DEFAULT_RULE,
    RuleName: `${service}-rule`,
    Priority: 10,
    ServiceName: service,
    FixedRate: 0,
    ReservoirSize: 0,
    SamplingRateBoost: { MaxRate: 1, CooldownWindowMinutes: 1 },
  };
}

/** The hash that stands for a rule on the wire: the first 8 bytes of SHA-256. */
function xrsr(rule: string): string {
  return `xrsr=${createHash("sha256").update(rule).digest("hex").slice(0, 16)}`;
}

// Not in CI: it installs AWS's distribution for Python.
describe("adaptive sampling together with AWS's distribution for Python", function () {
  this.timeout(180_000);
  let bin: string;
  let xray: XRayLocal;
  let agents: Record<Services, RecordingAgent>;
  let urls: Record<Services, string>;
  let python: PythonService;
  const children: ChildProcess[] = [];

  before("installs it, once into the cache", async function () {
    this.timeout(600_000);
    const installed = await installAdotPython();
    assert.equal(installed.version, VERSION);
    bin = installed.bin;
  });

  async function start(env: Record<string, string> = {}): Promise<void> {
    const nothing = { ...DEFAULT_RULE, FixedRate: 0, ReservoirSize: 0 };
    xray = await startXRayLocal({ agentPort: 0, otlpPort: 0, rules: [ruleOf("front"), ruleOf("python"), nothing] });
    const agent = () => RecordingAgent.start(xray.agentAddress);
    agents = { front: await agent(), back: await agent(), python: await agent() };
    const options = { name: "python", sampler: agents.python.address, otlpUrl: xray.otlpUrl ?? "", env };
    python = await startPythonService(bin, options);
    urls = { front: await node("front", env), back: await node("back", env), python: python.url };
    await until("the rules", () => Object.values(agents).every(({ fetches }) => fetches > 0));
  }

  async function node(name: "front" | "back", env: Record<string, string>): Promise<string> {
    const child = fork(join(import.meta.dirname, "fixtures", "node-service.cjs"), {
      execArgv: ["--require", join(repository, "packages", "tracing", "dist", "register.cjs")],
      env: {
        PATH: process.env.PATH,
        OTEL_SERVICE_NAME: name,
        AWS_XRAY_DAEMON_ADDRESS: `tcp:${agents[name].address} udp:${xray.agentAddress}`,
        ...env,
      },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    children.push(child);
    const [port] = (await once(child, "message")) as [number];
    return `http://127.0.0.1:${port}`;
  }

  afterEach(async () => {
    for (const child of children.splice(0)) {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    }
    await python.stop();
    for (const agent of Object.values(agents)) agent.close();
    await xray.close();
  });

  /** What a service has reported about a rule so far: traces, anomalies, sampled anomalies. */
  function reported(service: Services, rule: string): [number, number, number] {
    const all = agents[service].reports
      .map((body) => JSON.parse(body.toString()) as ReportBody)
      .flatMap(({ SamplingBoostStatisticsDocuments: documents = [] }) => documents)
      .filter(({ RuleName }) => RuleName === rule);
    const sum = (of: (each: SamplingBoostStatisticsDocument) => number) => all.reduce((n, each) => n + of(each), 0);
    return [sum((each) => each.TotalCount), sum((each) => each.AnomalyCount), sum((each) => each.SampledAnomalyCount)];
  }

  async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await condition())) {
      const counts = (["front", "python", "back"] as const).map((name) =>
        [name, ...["front-rule", "python-rule"].map((rule) => reported(name, rule).join("/"))].join(" "),
      );
      assert.ok(Date.now() < deadline, `${what} did not come; reported: ${counts.join("; ")}. ${python.log()}`);
      await sleep(100);
    }
  }

  /** The way of a request, which fails at its end. */
  async function send(...way: Services[]): Promise<Hop[]> {
    const [last, ...before] = way.map((name) => urls[name]).reverse();
    const url = before.reduce((rest, service) => `${service}/to/${rest}`, `${last ?? ""}/status/500`);
    const answer = await fetch(url);
    assert.equal(answer.status, 500);
    return ((await answer.json()) as { hops: Hop[] }).hops;
  }

  /** Sends until a request is sampled, and returns the id of its trace. */
  async function sendUntilSampled(...way: Services[]): Promise<string> {
    let id = "";
    await until("a boosted request", async () => {
      const [, hop] = await send(...way);
      const [, trace = "", , flags] = hop?.traceparent?.split("-") ?? [];
      id = `1-${trace.slice(0, 8)}-${trace.slice(8)}`;
      return flags === "01";
    });
    return id;
  }

  /** The services with a segment in a trace, and what they say about sampling. */
  function segmentsOf(traceId: string) {
    return (xray.traces().find(({ summary }) => summary.id === traceId)?.segments ?? [])
      .filter(({ type }) => type !== "subsegment")
      .map((segment) => ({ name: segment.name, text: JSON.stringify(segment) }));
  }

  const namesOf = (traceId: string): string[] => [...new Set(segmentsOf(traceId).map(({ name }) => name))].sort();

  it("boosts a trace Node, Python, Node as one: each reports Node's rule, and records what Node decided", async () => {
    await start();
    for (let i = 0; i < REQUESTS; i += 1) {
      const hops = await send("front", "python", "back");
      const states = hops.map(({ tracestate }) => tracestate);
      assert.deepEqual(states, [undefined, xrsr("front-rule"), xrsr("front-rule")]);
    }
    const all = [REQUESTS, REQUESTS, 0];
    for (const service of ["front", "python", "back"] as const) {
      await until(`${service}'s report`, () => reported(service, "front-rule")[0] >= REQUESTS);
      assert.deepEqual(reported(service, "front-rule"), all, service);
    }
    const id = await sendUntilSampled("front", "python", "back");
    await until("the segments of all", () => namesOf(id).length === 3);
    assert.deepEqual(namesOf(id), ["back", "front", "python"]);
    for (const service of ["front", "python", "back"] as const) {
      await until(`${service}'s sampled anomaly`, () => reported(service, "front-rule")[2] > 0);
    }
  });

  it("boosts a trace Python, Node, Python as one", async () => {
    await start();
    for (let i = 0; i < REQUESTS; i += 1) {
      const hops = await send("python", "back", "python");
      const states = hops.map(({ tracestate }) => tracestate ?? undefined);
      assert.deepEqual(states, [undefined, xrsr("python-rule"), xrsr("python-rule")]);
    }
    for (const service of ["python", "back"] as const) {
      await until(`${service}'s report`, () => reported(service, "python-rule")[0] >= REQUESTS);
      assert.deepEqual(reported(service, "python-rule"), [REQUESTS, REQUESTS, 0], service);
    }
    const id = await sendUntilSampled("python", "back", "python");
    await until("the segments of both", () => namesOf(id).length === 2);
    assert.deepEqual(namesOf(id), ["back", "python"]);
    const report = agents.python.reports.find((body) => {
      const { SamplingStatisticsDocuments: statistics, SamplingBoostStatisticsDocuments: boosts = [] } = JSON.parse(
        body.toString(),
      ) as ReportBody;
      return statistics.length > 0 && boosts.some(({ AnomalyCount }) => AnomalyCount > 0);
    });
    assert.ok(report);
    if (process.env.UPDATE_RECORDED === "1") writeFileSync(RECORDED, report);
    assert.deepEqual(formOf(report), formOf(readFileSync(RECORDED)));
  });

  it("captures an unsampled trace in both languages by the same configuration, under one id", async () => {
    await start({ AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG: CAPTURE });
    const [, hop] = await send("front", "python", "back");
    const [, trace = "", , flags] = hop?.traceparent?.split("-") ?? [];
    assert.equal(flags, "00");
    const id = `1-${trace.slice(0, 8)}-${trace.slice(8)}`;
    await until("the segments of all", () => namesOf(id).length === 3);
    for (const { name, text } of segmentsOf(id)) assert.match(text, /"aws\.trace\.flag\.sampled":false/, name);
  });
});

/** The names of all members, which later versions may change. */
function formOf(body: Buffer): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(JSON.parse(body.toString()) as Record<string, object[]>).map(([name, documents]) => [
      name,
      Object.keys(documents[0] ?? {}).sort(),
    ]),
  );
}
