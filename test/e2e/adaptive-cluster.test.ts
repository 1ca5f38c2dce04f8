import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { measureAll, type Load, type Row } from "./support/adaptive/measure.ts";
import { AdaptivePods } from "./support/adaptive/pods.ts";
import { BOOSTED, CAPTURING, rulesOf, VARIANTS, type Variant } from "./support/adaptive/variants.ts";
import { npmRun } from "./support/npm.ts";
import { startAndProve } from "./support/local-cluster.ts";

/** Ten thousand requests to each service, of which one in a hundred fails, ten each in ten bursts. */
const PLAN = { requests: 10_000, seconds: 600, bursts: 10, burstSeconds: 20, faults: 10 };
const WARM_UP = { requests: 20, seconds: 2, bursts: 0, burstSeconds: 1, faults: 0 };
const FAULTS = PLAN.bursts * PLAN.faults;
/** Reports come every ten seconds. */
const PATIENCE_MS = 60_000;

/**
 * The deployed API four times beside the stack of `npm start -- --full`, and the local X-Ray in a pod as the X-Ray of the
 * stack's agent: the emulator never boosts. Eleven minutes; not in CI: `npm run proof:adaptive`.
 */
describe("adaptive sampling in the local cluster", function () {
  this.timeout(1_500_000);
  const pods = new AdaptivePods(VARIANTS);
  let rows: Readonly<Record<Variant, Row>>;

  before("the cluster, the services, and the requests", async () => {
    await startAndProve();
    await pods.startXRay(rulesOf(1));
    await pods.startServices();
    const read = (path: string): Promise<unknown> => pods.read(path);
    const matched = async (): Promise<number[]> => {
      const { rules } = (await read("/local/sampling")) as { rules: Row["rule"][] };
      return VARIANTS.map((name) => rules.find(({ rule }) => rule.RuleName === name)?.matched ?? 0);
    };
    // Before a service has its rules, it decides by the stack's own plan, and X-Ray is not told of the request.
    const started = Date.now() + PATIENCE_MS;
    while ((await matched()).includes(0)) {
      assert.ok(Date.now() < started, `X-Ray was told of ${(await matched()).join()} requests`);
      await pods.load(WARM_UP, 60);
      await sleep(1_000);
    }
    await sleep(11_000);
    const load: Load = { plan: PLAN, ...((await pods.load(PLAN, PLAN.seconds + 120)) as Omit<Load, "plan">) };
    rows = await measureAll(load, read, PATIENCE_MS);
  });

  after(async () => {
    try {
      await pods.stop();
    } finally {
      await npmRun("stop");
    }
  });

  it("serves all of them the same", () => {
    const served = { answered: PLAN.requests, faults: FAULTS, failed: 0 };
    for (const name of VARIANTS) assert.deepEqual(rows[name].served, served);
  });

  it("captures every fault that is not sampled", () => {
    for (const name of VARIANTS) {
      if (CAPTURING.includes(name)) assert.equal(rows[name].seen, FAULTS, name);
      else assert.equal(rows[name].captured, 0, name);
    }
  });

  it("boosts while faults are reported, through the agent", () => {
    for (const name of BOOSTED) {
      const { rule, recorded, seen } = rows[name];
      assert.ok((rule.adaptive?.boosts ?? 0) >= 2);
      assert.equal(rule.adaptive?.anomalies, FAULTS);
      assert.ok(recorded > rows["adaptive-plain"].recorded && seen > rows["adaptive-plain"].seen);
    }
  });

  it("raises no alarm by captured traces, which would raise one if they counted", () => {
    for (const name of CAPTURING) assert.equal(rows[name].alarms.deployed, 0, name);
    assert.ok(rows["adaptive-capture"].alarms.counted > 0);
  });
});
