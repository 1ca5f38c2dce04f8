import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { AlarmWatch } from "../../local/alarms/alarm-watch.ts";
import { Inbox, type Arrived } from "../../local/alarms/inbox.ts";
import { Metrics } from "../../local/alarms/metrics.ts";
import { TraceCounts } from "../../local/alarms/trace-counts.ts";
import { service } from "../../local/names.ts";
import { table } from "../../local/proof/table.ts";
import { openStack, up } from "../../local/stack/stack.ts";
import { startEngineSetup, type EngineSetup } from "./support/engine-setup.ts";
import { repository } from "./support/npm.ts";
import { seedTraces, type Traffic } from "./support/seed-traces.ts";

const MINUTE = 60;
const RUNBOOK = "https://wiki.example.com/pmp-api";
const NAMES = ["fault-rate", "error-rate", "slow-share", "no-traces", "page"] as const;
type Name = (typeof NAMES)[number];

/** Healthy traffic: a fault, some clients' errors and a slow one are usual. */
const HEALTHY: Traffic = { traces: 60, faults: 1, errors: 4, slow: 1 };
/** What happens in a minute, and the alarms that it puts into ALARM. */
interface Scenario {
  readonly what: string;
  readonly traffic: Traffic;
  readonly alarms: readonly Name[];
}

/** One minute each, one after the other. The emulator's alarm on no traces sees ten minutes at least: there are fewer. */
const SCENARIOS: readonly Scenario[] = [
  { what: "healthy traffic", traffic: HEALTHY, alarms: [] },
  { what: "faults", traffic: { ...HEALTHY, faults: 20 }, alarms: ["fault-rate", "page"] },
  { what: "healthy again", traffic: HEALTHY, alarms: [] },
  { what: "clients' errors (4xx)", traffic: { ...HEALTHY, errors: 30 }, alarms: ["error-rate"] },
  { what: "healthy again", traffic: HEALTHY, alarms: [] },
  { what: "slow requests", traffic: { ...HEALTHY, slow: 20 }, alarms: ["slow-share"] },
  {
    what: "faults and slow requests",
    traffic: { ...HEALTHY, faults: 20, slow: 20 },
    alarms: ["fault-rate", "slow-share", "page"],
  },
  { what: "three requests, all faults", traffic: { traces: 3, faults: 3, slow: 3 }, alarms: [] },
];

/**
 * The local stack's alarms, deployed by the real engine, over traces that are in the AWS emulator's X-Ray: counted, published
 * and evaluated minute by minute. The minutes are past ones, so that nobody has to wait for them. The states are read back
 * through CloudWatch, the notifications from a queue that is subscribed to the topic.
 */
describe("alarms, end to end", function () {
  this.timeout(600_000);
  let setup: EngineSetup;
  let watch: AlarmWatch;
  let counts: TraceCounts;
  let metrics: Metrics;
  let inbox: Inbox;
  const rows: string[][] = [];

  before("engine, emulator, plugins", async function () {
    this.timeout(75 * 60_000);
    setup = await startEngineSetup();
    const file = parse(readFileSync(join(repository, "Pulumi.local.yaml"), "utf8")) as {
      config: Record<string, object>;
    };
    file.config["pmp-xray:alarms"] = { ...file.config["pmp-xray:alarms"], runbookUrl: RUNBOOK };
    const stack = await openStack(setup.target, stringify(file), setup.settings);
    const { outputs } = await up(stack, setup.target.paths);
    const { endpoint } = setup;
    watch = new AlarmWatch(endpoint);
    counts = new TraceCounts(endpoint);
    metrics = new Metrics(endpoint);
    inbox = await Inbox.open(endpoint, "alarms-e2e", [String(outputs.alarmTopicArn)]);
  });

  after(async () => {
    process.stdout.write(`\n${table(["what happened", ...NAMES, "notifications"], rows)}\n`);
    await setup.stop();
  });

  /** Seeds a minute, and publishes its counts. */
  async function minute(start: number, traffic: Traffic): Promise<void> {
    await seedTraces(setup.endpoint, service, start, traffic);
    await metrics.publish(start, await counts.inMinute(start));
  }

  /** Evaluates as of the end of a minute, reads every alarm back, and takes what arrived. */
  async function readBack(what: string, now: number): Promise<{ alarms: Name[]; arrived: Arrived[] }> {
    const readings = await watch.step(now);
    const states = NAMES.map(
      (name) => readings.find((alarm) => alarm.name === `${service}-${name}`)?.state ?? "(none)",
    );
    const arrived = await inbox.take();
    rows.push([
      what,
      ...states,
      arrived.map(({ alarm, state }) => `${alarm.slice(service.length + 1)} ${state}`).join(", "),
    ]);
    assert.ok(
      states.every((state) => state === "OK" || state === "ALARM"),
      states.join(", "),
    );
    return { alarms: NAMES.filter((_, index) => states[index] === "ALARM"), arrived };
  }

  const thisMinute = () => Math.floor(Date.now() / 1000 / MINUTE) * MINUTE;

  it("a quiet night raises the alarm on no traces, and no other", async () => {
    const night = thisMinute() - 40 * MINUTE;
    for (let index = 0; index < 5; index += 1) await minute(night + index * MINUTE, { traces: 2, faults: 1, slow: 1 });
    await watch.step(night + 5 * MINUTE);
    const now = Date.now() / 1000;
    const { alarms } = await readBack("a quiet night: no traces for half an hour", now);
    assert.deepEqual(alarms, ["no-traces", "page"]);
    assert.deepEqual(await mine(now), alarms);
  });

  it("each scenario puts its alarms into ALARM, and healthy traffic puts them back", async () => {
    const first = thisMinute() - SCENARIOS.length * MINUTE;
    for (const [index, { what, traffic, alarms }] of SCENARIOS.entries()) {
      const start = first + index * MINUTE;
      const before = index === 0 ? ["no-traces", "page"] : SCENARIOS[index - 1]!.alarms;
      await minute(start, traffic);
      const read = await readBack(what, start + MINUTE);
      assert.deepEqual(read.alarms, alarms, what);
      const changed = NAMES.filter((name) => (before as readonly Name[]).includes(name) !== alarms.includes(name));
      assert.deepEqual(
        read.arrived.map(({ alarm, state }) => `${alarm} ${state}`).sort(),
        changed.map((name) => `${service}-${name} ${alarms.includes(name) ? "ALARM" : "OK"}`).sort(),
        what,
      );
      for (const { subject, description } of read.arrived) {
        assert.match(subject, /^(?:OK|ALARM): "pmp-api-[a-z-]+" in us-east-1$/);
        assert.match(
          description,
          /Traces: https:\/\/console\.aws\.amazon\.com\/\S+ Runbook: https:\/\/wiki\.example\.com\/pmp-api$/,
        );
      }
    }
  });

  it("traffic that stops raises the alarm on no traces, in this project's evaluation too", async () => {
    // The emulator knows no other time than now; a quarter of an hour later is asked of the other evaluation alone.
    const later = thisMinute() + 30 * MINUTE;
    assert.deepEqual(await mine(later), ["no-traces", "page"]);
    assert.deepEqual(await mine(Date.now() / 1000), []);
  });

  /** The alarms that are in ALARM by this project's own evaluation. */
  async function mine(now: number): Promise<Name[]> {
    const states = await watch.opinion(now);
    return NAMES.filter((name) => states.get(`${service}-${name}`) === "ALARM");
  }
});
