import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseTrust } from "../../../../packages/sampling/src/trust/index.ts";
import { AsyncContextManager } from "../../../../packages/tracing/src/context-manager.ts";
import { randomTraceId } from "../../../../packages/tracing/src/ids.ts";
import {
  TraceRoot,
  withDeferredSampling,
  withTraceRoot,
} from "../../../../packages/tracing/src/propagation/deferred-sampling.ts";
import { SamplingAuthority } from "../../../../packages/tracing/src/sampling/authority.ts";
import { agentApi } from "../../../../packages/tracing/src/sampling/api.ts";
import { CentralRules } from "../../../../packages/tracing/src/sampling/central.ts";
import { readPlan, readPlanFile, watchPlanFile } from "../../../../packages/tracing/src/sampling/plan-file.ts";
import { XRaySampler } from "../../../../packages/tracing/src/sampling/sampler.ts";
import {
  context as contexts,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
} from "../../../../packages/tracing/testing.ts";
import { FakeAgent, rule } from "../support/fake-agent.ts";

const TRACE_ID = "5759e988ffffffffffffffffffffffff";

function planFile(rules: object[]): string {
  const path = join(mkdtempSync(join(tmpdir(), "pmp-plan-")), "sampling-plan.json");
  const isPlain = ([key, value]: [string, unknown]): boolean =>
    key !== "Attributes" || Object.keys(value ?? {}).length > 0;
  const plain = rules.map((each) => Object.fromEntries(Object.entries(each).filter(isPlain)));
  writeFileSync(path, JSON.stringify({ version: 1, SamplingRules: plain }));
  return path;
}

const yesForA = planFile([rule("plan-a", { URLPath: "/a" }), rule("plan-rest", { FixedRate: 0, Priority: 200 })]);

function samplerFor(path = yesForA, central?: CentralRules): XRaySampler {
  return new XRaySampler(
    new SamplingAuthority({ service: "pmp-api", serviceType: "AWS::EKS::Container" }, readPlanFile(path), central),
  );
}

function decide(sampler: XRaySampler, context: Context, attributes: Attributes): { sampled: boolean; rule: unknown } {
  const result = sampler.shouldSample(context, TRACE_ID, "GET", SpanKind.SERVER, attributes);
  return { sampled: result.decision === 2, rule: result.attributes?.["aws.xray.sampling_rule_name"] };
}

function parent(sampled: boolean, isRemote: boolean): Context {
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId: "53995c3f42cd8ad8", traceFlags, isRemote });
}

describe("sampler", () => {
  it("lets the rules decide about a new trace and leaves the rule's name on the span", () => {
    assert.deepEqual(decide(samplerFor(), ROOT_CONTEXT, { "url.path": "/a" }), { sampled: true, rule: "plan-a" });
    assert.equal(decide(samplerFor(), ROOT_CONTEXT, { "url.path": "/b" }).sampled, false);
  });

  it("keeps a parent's decision, whatever the rules say", () => {
    for (const isRemote of [true, false]) {
      assert.equal(decide(samplerFor(), parent(true, isRemote), { "url.path": "/b" }).sampled, true);
      assert.equal(decide(samplerFor(), parent(false, isRemote), { "url.path": "/a" }).sampled, false);
    }
  });

  it("keeps a remote yes of an unseen sender, unless the setting asks for one that can be seen, or for none", () => {
    const answers = [undefined, "all", "none", "10.0.0.0/8", "header:x-gateway"].map((text) => {
      const { setting } = parseTrust(text);
      const sampler = new XRaySampler(new SamplingAuthority({ service: "pmp-api" }, readPlanFile(yesForA)), setting);
      const root = withTraceRoot(ROOT_CONTEXT, new TraceRoot(TRACE_ID, true));
      const remote = decide(sampler, parent(true, true), { "url.path": "/b" }).sampled;
      assert.equal(decide(sampler, root, { "url.path": "/b" }).sampled, remote, "without a parent it is the same");
      assert.equal(
        decide(sampler, parent(true, false), { "url.path": "/b" }).sampled,
        true,
        "an own span's yes is kept",
      );
      assert.equal(decide(sampler, parent(false, true), { "url.path": "/a" }).sampled, false, "a no is kept");
      assert.equal(
        decide(sampler, parent(true, true), { "url.path": "/a" }).sampled,
        true,
        "the rules may say yes too",
      );
      return remote;
    });
    assert.deepEqual(answers, [true, true, false, false, false]);
  });

  it("follows the request that is being served where another instrumentation reads its headers once more", () => {
    const manager = new AsyncContextManager();
    contexts.setGlobalContextManager(manager);
    try {
      for (const sampled of [true, false]) {
        manager.with(parent(sampled, false), () => {
          for (const said of [parent(!sampled, true), withDeferredSampling(parent(false, true))]) {
            assert.equal(decide(samplerFor(), said, { "url.path": sampled ? "/b" : "/a" }).sampled, sampled);
          }
        });
      }
    } finally {
      contexts.disable();
    }
  });

  it("decides itself where a remote parent left it open, but not again for the spans below", () => {
    assert.equal(decide(samplerFor(), withDeferredSampling(parent(false, true)), { "url.path": "/a" }).sampled, true);
    assert.equal(decide(samplerFor(), withDeferredSampling(parent(false, false)), { "url.path": "/a" }).sampled, false);
    assert.equal(decide(samplerFor(), withDeferredSampling(parent(true, false)), { "url.path": "/b" }).sampled, true);
  });

  it("keeps the decision of a header that names no parent, and decides where it names none", () => {
    const root = (sampled?: boolean): Context => withTraceRoot(ROOT_CONTEXT, new TraceRoot(TRACE_ID, sampled));
    assert.equal(decide(samplerFor(), root(true), { "url.path": "/b" }).sampled, true);
    assert.equal(decide(samplerFor(), root(false), { "url.path": "/a" }).sampled, false);
    assert.equal(decide(samplerFor(), root(), { "url.path": "/a" }).sampled, true);
  });

  it("gives the rules path, method, host, service, service type and attributes", () => {
    const only = {
      URLPath: "/a?",
      HTTPMethod: "po*",
      Host: "*.example.com",
      ServiceName: "PMP-*",
      ServiceType: "AWS::EKS::*",
    };
    const sampler = samplerFor(planFile([rule("all", only), rule("rest", { FixedRate: 0, Priority: 200 })]));
    const request = { "url.path": "/a1", "http.request.method": "POST", "server.address": "shop.example.com" };
    assert.equal(decide(sampler, ROOT_CONTEXT, request).rule, "all");
    for (const [key, value] of Object.entries({
      "url.path": "/a",
      "http.request.method": "GET",
      "server.address": "example.com",
    })) {
      assert.equal(decide(sampler, ROOT_CONTEXT, { ...request, [key]: value }).sampled, false, key);
    }
  });

  it("gives the rules the attributes with which a span begins", () => {
    const Attributes = { "user.tier": "GO*" };
    const sampler = samplerFor(planFile([rule("gold", { Attributes }), rule("rest", { FixedRate: 0, Priority: 200 })]));
    assert.equal(decide(sampler, ROOT_CONTEXT, { "user.tier": "gold" }).rule, "gold");
    for (const attributes of [{}, { "user.tier": "silver" }, { "user.tier": 1 }]) {
      assert.equal(decide(sampler, ROOT_CONTEXT, attributes).sampled, false);
    }
  });

  it("does not see the query string", () => {
    assert.equal(decide(samplerFor(), ROOT_CONTEXT, { "http.target": "/a?b=c" }).sampled, true);
  });

  describe("authority", () => {
    it("is the plan until central rules have come, and then the central rules alone", async () => {
      const agent = await FakeAgent.start();
      agent.rules = [rule("central-b", { URLPath: "/b" }), rule("central-rest", { FixedRate: 0, Priority: 200 })];
      let now = Date.now();
      const central = new CentralRules(agentApi({ host: "127.0.0.1", port: agent.port }), { now: () => now });
      const sampler = samplerFor(yesForA, central);
      assert.equal(decide(sampler, ROOT_CONTEXT, { "url.path": "/a" }).rule, "plan-a");
      await central.refresh();
      assert.equal(decide(sampler, ROOT_CONTEXT, { "url.path": "/b" }).rule, "central-b");
      assert.equal(decide(sampler, ROOT_CONTEXT, { "url.path": "/a" }).sampled, false);

      now = Date.now() - 3_600_001;
      await central.refresh();
      assert.equal(
        decide(sampler, ROOT_CONTEXT, { "url.path": "/a" }).rule,
        "plan-a",
        "an hour later the plan decides again",
      );
      agent.close();
    });

    it("never multiplies two rates: half centrally and half in the plan is half", async () => {
      const agent = await FakeAgent.start();
      agent.rules = [rule("half", { FixedRate: 0.5 })];
      const central = new CentralRules(agentApi({ host: "127.0.0.1", port: agent.port }));
      await central.refresh();
      const sampler = samplerFor(planFile([rule("half", { FixedRate: 0.5 })]), central);
      let sampled = 0;
      for (let i = 0; i < 10_000; i += 1) {
        if (sampler.shouldSample(ROOT_CONTEXT, randomTraceId(), "GET", SpanKind.SERVER, {}).decision === 2)
          sampled += 1;
      }
      // Six standard deviations around a half; a quarter is far outside.
      assert.ok(Math.abs(sampled - 5_000) <= 300, String(sampled));
      agent.close();
    });
  });

  describe("plan file", () => {
    it("is read again when it changes, and a change that can't be used leaves the rules as they are", async () => {
      const path = planFile([rule("before")]);
      const seen: (string | undefined)[] = [];
      const watching = watchPlanFile(path, ({ rules }) => seen.push(rules[0]?.RuleName), 5);
      const untilSeen = async (count: number): Promise<void> => {
        while (seen.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
      };
      for (const name of ["first", "second"]) {
        // A broken file in between must not be handed on as X-Ray's default.
        writeFileSync(path, "{");
        await new Promise((resolve) => setTimeout(resolve, 30));
        writeFileSync(path, readFileSync(planFile([rule(name)])));
        await untilSeen(name === "first" ? 1 : 2);
      }
      watching();
      writeFileSync(path, readFileSync(planFile([rule("after the end")])));
      await new Promise((resolve) => setTimeout(resolve, 30));
      assert.deepEqual(seen, ["first", "second"]);
    });

    it("may be in a variable, where no file can be mounted; a file decides over it", () => {
      const planText = readFileSync(planFile([rule("of-the-variable")]), "utf8");
      const names = (given: Parameters<typeof readPlan>[0]) => readPlan(given).rules.map(({ RuleName }) => RuleName);
      assert.deepEqual(names({ planFile: undefined, planText }), ["of-the-variable", "Default"]);
      assert.deepEqual(names({ planFile: planFile([rule("of-the-file")]), planText }), ["of-the-file", "Default"]);
      assert.deepEqual(names({ planFile: undefined, planText: "{" }), ["Default"]);
      assert.deepEqual(names({ planFile: undefined }), ["Default"]);
    });

    it("that is missing or broken leaves X-Ray's default rule, and never throws", () => {
      const broken = planFile([]);
      writeFileSync(broken, "{");
      const wrong = planFile([{ RuleName: "x" }]);
      for (const path of [undefined, "", "/nowhere/plan.json", broken, wrong]) {
        assert.deepEqual(
          readPlanFile(path).rules.map(({ RuleName }) => RuleName),
          ["Default"],
        );
      }
    });
  });
});
