import assert from "node:assert/strict";
import { mock } from "node:test";
import { agentApi, type SamplingApi } from "../../../../packages/tracing/src/sampling/api.ts";
import { readRules, readTargets } from "../../../../packages/tracing/src/sampling/answers.ts";
import { CentralRules } from "../../../../packages/tracing/src/sampling/central.ts";
import { FakeAgent, freePort, rule, type JsonObject } from "../support/fake-agent.ts";

const HIGH_ID = "5759e988ffffffffffffffffffffffff";
const HOUR_MS = 3_600_000;

describe("central rules", () => {
  let agent: FakeAgent;
  let now: number;
  let central: CentralRules;

  beforeEach(async () => {
    agent = await FakeAgent.start();
    // What the client does with any answer is looked at here; X-Ray's own are given where a test asks for them.
    agent.targets = () => ({ SamplingTargetDocuments: [], UnprocessedStatistics: [] });
    now = 1_700_000_000_000;
    central = new CentralRules(agentApi({ host: "127.0.0.1", port: agent.port }), { now: () => now });
  });
  afterEach(() => {
    central.stop();
    agent.close();
  });

  /** Requests that the rules in force decide, now. */
  function decide(times: number, path = "/"): (string | undefined)[] {
    return Array.from({ length: times }, () => {
      const { sample, rule: name } = central.current(now)?.decide({ path }, HIGH_ID, now / 1_000) ?? {
        sample: false,
        rule: "none",
      };
      return sample ? name : undefined;
    });
  }

  function reports(): JsonObject[][] {
    const calls = agent.calls.filter(({ path }) => path === "/SamplingTargets");
    return calls.map(({ body }) => body.SamplingStatisticsDocuments as JsonObject[]);
  }

  it("decide once they have come", async () => {
    assert.equal(central.current(now), undefined);
    agent.rules = [rule("all")];
    assert.equal(await central.refresh(), true);
    assert.deepEqual(decide(1), ["all"]);
    assert.deepEqual(agent.calls, [{ path: "/GetSamplingRules", body: {} }]);
  });

  it("no longer decide when they are an hour old", async () => {
    agent.rules = [rule("all")];
    await central.refresh();
    now += HOUR_MS - 1;
    assert.ok(central.current(now));
    now += 1;
    assert.equal(central.current(now), undefined);
  });

  it("stay as they are when the agent fails, refuses, or answers nonsense", async () => {
    agent.rules = [rule("all")];
    await central.refresh();
    agent.status = 500;
    assert.equal(await central.refresh(), false);
    agent.status = 200;
    agent.rules = [{ Unknown: true }];
    assert.equal(await central.refresh(), false);
    agent.close();
    assert.equal(await central.refresh(), false);
    assert.deepEqual(decide(1), ["all"]);
  });

  it("are read page by page", async () => {
    agent.pages = [[rule("a", { URLPath: "/a" })], [rule("b", { URLPath: "/b" })], [rule("c", { URLPath: "/c" })]];
    await central.refresh();
    assert.deepEqual(
      ["/a", "/b", "/c"].map((path) => decide(1, path)[0]),
      ["a", "b", "c"],
    );
    assert.deepEqual(
      agent.calls.map(({ body }) => body),
      [{}, { NextToken: "1" }, { NextToken: "2" }],
    );
  });

  it("are not read from an answer without end", async () => {
    agent.rules = [rule("x".repeat(5 * 1024 * 1024))];
    assert.equal(await central.refresh(), false);
    assert.equal(central.current(now), undefined);
  });

  it("always end with X-Ray's Default rule, also where a proxy leaves it out", async () => {
    agent.pages = [[rule("stripe", { URLPath: "/api/stripe*" })]];
    await central.refresh();
    assert.deepEqual(decide(2), ["Default", undefined]);
  });

  it("share a reservoir with other processes by X-Ray's own protocol: borrow, report, then keep to a part", async () => {
    agent.targets = undefined;
    agent.now = () => now / 1_000;
    agent.rules = [rule("shared", { FixedRate: 0, ReservoirSize: 5 })];
    const other = new CentralRules(agentApi({ host: "127.0.0.1", port: agent.port }), { now: () => now });
    const both = [central, other];
    const sampled = (): number[] =>
      both.map((rules) => {
        const decisions = Array.from({ length: 9 }, () =>
          rules.current(now)?.decide({ path: "/" }, HIGH_ID, now / 1_000),
        );
        return decisions.filter((decision) => decision?.sample).length;
      });
    for (const rules of both) await rules.refresh();
    assert.deepEqual(sampled(), [1, 1]);
    for (let round = 0; round < 2; round++) {
      now += 10_000;
      for (const rules of both) await rules.report();
      now += 1_000;
      sampled();
    }
    now += 1_000;
    const parts = sampled();
    assert.deepEqual(parts.sort(), [2, 3]);
    other.stop();
  });

  it("report what each rule has seen, once, and only rules that have seen something", async () => {
    agent.rules = [
      rule("a", { URLPath: "/a" }),
      rule("b", { URLPath: "/b", FixedRate: 0, ReservoirSize: 1 }),
      rule("c"),
    ];
    await central.refresh();
    decide(3, "/a");
    decide(2, "/b");
    await central.report();
    const [documents] = reports();
    assert.ok(documents);
    const clients = new Set(documents.map(({ ClientID }) => ClientID));
    assert.equal(clients.size, 1);
    assert.match(String([...clients][0]), /^[0-9a-f]{24}$/);
    assert.deepEqual(
      documents.map(({ ClientID, ...rest }) => ({ ...rest, client: typeof ClientID })),
      [
        { RuleName: "a", Timestamp: 1_700_000_000, RequestCount: 3, SampledCount: 3, BorrowCount: 0, client: "string" },
        { RuleName: "b", Timestamp: 1_700_000_000, RequestCount: 2, SampledCount: 1, BorrowCount: 1, client: "string" },
      ],
    );
    now += 10_000;
    await central.report();
    assert.equal(reports().length, 1);
  });

  it("report again what could not be reported", async () => {
    agent.rules = [rule("a")];
    await central.refresh();
    decide(3);
    agent.status = 503;
    await central.report();
    agent.status = 200;
    decide(2);
    now += 10_000;
    await central.report();
    assert.deepEqual(
      reports().map(([document]) => document?.RequestCount),
      [3, 5],
    );
  });

  it("report at most 25 rules in one call", async () => {
    agent.rules = Array.from({ length: 30 }, (_, i) =>
      rule(`r${String(i).padStart(2, "0")}`, { URLPath: `/${i}`, Priority: i + 1 }),
    );
    await central.refresh();
    for (let i = 0; i < 30; i += 1) decide(1, `/${i}`);
    await central.report();
    assert.deepEqual(
      reports().map(({ length }) => length),
      [25, 5],
    );
  });

  it("wait as long between two reports of a rule as X-Ray asks", async () => {
    agent.rules = [rule("a")];
    agent.targets = () => ({ SamplingTargetDocuments: [{ RuleName: "a", Interval: 30 }] });
    await central.refresh();
    for (let i = 0; i < 5; i += 1) {
      decide(1);
      await central.report();
      now += 10_000;
    }
    assert.deepEqual(
      reports().map(([document]) => document?.RequestCount),
      [1, 3],
    );
  });

  it("take over the rate and the quota that X-Ray gives", async () => {
    agent.rules = [rule("a", { FixedRate: 0, ReservoirSize: 10 })];
    await central.refresh();
    assert.deepEqual(decide(2), ["a", undefined]);
    agent.targets = () => ({
      SamplingTargetDocuments: [
        { RuleName: "a", FixedRate: 0, ReservoirQuota: 3, ReservoirQuotaTTL: now / 1_000 + 15, Interval: 10 },
      ],
    });
    await central.report();
    now += 1_000;
    assert.deepEqual(decide(4), ["a", "a", "a", undefined]);
    now += 20_000;
    assert.deepEqual(decide(2), ["a", undefined]);
    agent.targets = () => ({ SamplingTargetDocuments: [{ RuleName: "a", FixedRate: 1 }] });
    await central.report();
    assert.deepEqual(decide(2), ["a", "a"]);
  });

  it("are fetched at once when X-Ray says that they were changed", async () => {
    agent.rules = [rule("old")];
    await central.refresh();
    decide(1);
    agent.rules = [rule("new")];
    agent.targets = () => ({ SamplingTargetDocuments: [], LastRuleModification: now / 1_000 + 5 });
    await central.report();
    await agent.until(
      "a second fetch",
      () => agent.calls.filter(({ path }) => path === "/GetSamplingRules").length === 2,
    );
    while (decide(1)[0] !== "new") await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("come within seconds of the agent being there, and again by themselves", async () => {
    const port = await freePort();
    const late = new CentralRules(agentApi({ host: "127.0.0.1", port }));
    late.start();
    const agent = new FakeAgent();
    agent.rules = [rule("all")];
    await agent.listen(port);
    await agent.until("the rules", () => agent.calls.length > 0);
    while (!late.current(Date.now())) await new Promise((resolve) => setTimeout(resolve, 5));
    late.stop();
    agent.close();
  });
});

describe("the rhythm of the sampling API", () => {
  afterEach(() => mock.timers.reset());

  it("is a fetch of the rules every 300 seconds, and a report of what they saw every 10", async () => {
    mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
    const calls: { path: string; at: number }[] = [];
    let seconds = 0;
    const api: SamplingApi = {
      post: (path) => {
        calls.push({ path, at: seconds });
        const rules = { SamplingRuleRecords: [{ SamplingRule: rule("all") }] };
        return Promise.resolve(path === "/GetSamplingRules" ? rules : { SamplingTargetDocuments: [] });
      },
    };
    const start = 1_700_000_000_000;
    const central = new CentralRules(api, { now: () => start + seconds * 1_000 });
    central.start();
    for (; seconds < 640; seconds += 1) {
      mock.timers.tick(1_000);
      await new Promise((resolve) => setImmediate(resolve));
      central.current(start + seconds * 1_000)?.decide({}, HIGH_ID, start / 1_000 + seconds);
    }
    central.stop();
    const times = (path: string): number[] => calls.filter((call) => call.path === path).map(({ at }) => at);
    const gaps = (all: number[]): number[] => all.slice(1).map((at, i) => at - (all[i] ?? 0));
    // A little later each time, so that not all processes ask in the same moment.
    const fetches = times("/GetSamplingRules");
    assert.equal(fetches.length, 3);
    for (const gap of gaps(fetches)) assert.ok(gap >= 299 && gap <= 302, String(gap));
    const reports = times("/SamplingTargets");
    assert.ok(reports.length >= 60 && reports.length <= 64, String(reports.length));
    for (const gap of gaps(reports)) assert.ok(gap >= 9 && gap <= 11, String(gap));
    const before = calls.length;
    central.current(start + seconds * 1_000)?.decide({}, HIGH_ID, start / 1_000 + seconds);
    seconds += 1_000;
    mock.timers.tick(1_000_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(calls.length, before, "nothing is asked after the end");
  });
});

describe("answers of the sampling API", () => {
  it("are read leniently: an unknown rule is skipped, an unknown field is ignored", () => {
    const answer = {
      SamplingRuleRecords: [
        { SamplingRule: { ...rule("a"), SamplingRateBoost: { MaxRate: 1 }, RuleARN: "arn" }, CreatedAt: 1 },
        { SamplingRule: { ...rule("b"), Version: 2 } },
        { SamplingRule: { RuleName: "c" } },
        {},
      ],
      NextToken: "t",
    };
    const { rules, skipped, nextToken } = readRules(answer);
    assert.deepEqual(
      rules.map(({ RuleName }) => RuleName),
      ["a"],
    );
    assert.deepEqual(skipped, ["b", "c", "(no name)"]);
    assert.equal(nextToken, "t");
    assert.equal("Attributes" in (rules[0] ?? {}), false);
  });

  it("are refused when they hold no list", () => {
    for (const answer of [null, [], "x", {}, { SamplingRuleRecords: {} }]) assert.throws(() => readRules(answer));
    for (const answer of [null, [], "x", {}, { SamplingTargetDocuments: {} }]) assert.throws(() => readTargets(answer));
  });

  it("may write times as seconds or as text", () => {
    const targets = (ReservoirQuotaTTL: unknown): number | undefined =>
      readTargets({ SamplingTargetDocuments: [{ RuleName: "a", ReservoirQuotaTTL }] }).targets[0]?.quotaUntil;
    assert.equal(targets(1_700_000_000.5), 1_700_000_000.5);
    assert.equal(targets("2023-11-14T22:13:20Z"), 1_700_000_000);
    assert.equal(targets("soon"), undefined);
  });
});
