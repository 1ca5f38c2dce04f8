import { setTimeout as sleep } from "node:timers/promises";
import { PRICES } from "@pmp/planning";
import type { RuleView, SamplingView, TraceSummary } from "@pmp/xray-local/page-api";
import { planGroups } from "../../../../components/tracing/group-plan.ts";
import { faultsOf, type Plan, type Served } from "./load.mjs";
import { BOOSTED, CAPTURING, NAMES, VARIANTS, type Variant } from "./variants.ts";

/** GET of the page's API. */
export type Reader = (path: string) => Promise<unknown>;

export interface Row {
  readonly variant: Variant;
  readonly served: Served;
  /** Traces that X-Ray has, and is paid for. */
  readonly recorded: number;
  /** Of these, recorded because the request failed, although it was not sampled. */
  readonly captured: number;
  /** Faults among the recorded traces. */
  readonly seen: number;
  /** Bursts of which at least one fault was seen. */
  readonly burstsSeen: number;
  /** Minutes in which the alarm's share of faults is above 5 %: by the groups as deployed, and with captured traces counted. */
  readonly alarms: { readonly deployed: number; readonly counted: number };
  /** The highest share of faults in a minute, 0 to 1. */
  readonly shares: { readonly deployed: number; readonly counted: number };
  readonly rule: RuleView;
}

export interface Load {
  readonly plan: Plan;
  readonly startedAt: number;
  readonly served: Readonly<Record<string, Served>>;
}

const ALARM = { seconds: 60, share: 0.05, minimumTraces: 20 };
const MARK = "aws.trace.flag.sampled";

/** What X-Ray has of each service since the load began. */
async function measure(load: Load, read: Reader): Promise<Row[]> {
  const { rules } = (await read("/local/sampling")) as SamplingView;
  return Promise.all(
    VARIANTS.map(async (variant) => {
      const select = async (filter: string): Promise<readonly TraceSummary[]> => {
        const query = new URLSearchParams({ filter, since: String(load.startedAt), limit: "1000000" });
        return ((await read(`/local/traces?${query.toString()}`)) as { traces: TraceSummary[] }).traces;
      };
      const groups = (capturePerSecond: number) => {
        const plan = { service: variant, rules: [], findings: [], capturePerSecond };
        return planGroups({ service: variant, slowSeconds: 1, plan }).byPurpose;
      };
      // Without captures in the plan, the groups count whatever has come.
      const [counted, deployed] = [groups(0), groups(1)];
      const all = await select(counted.all.filterExpression);
      const faults = await select(counted.faults.filterExpression);
      const isCaptured = ({ annotations }: TraceSummary): boolean => annotations[MARK]?.includes(false) === true;
      const minutes = async (of: typeof counted) =>
        minutesOf(load, await select(of.all.filterExpression), await select(of.faults.filterExpression));
      const shares = { deployed: await minutes(deployed), counted: await minutes(counted) };
      const rule = rules.find(({ rule: { RuleName } }) => RuleName === variant);
      const served = load.served[variant];
      if (rule === undefined || served === undefined) throw new Error(`nothing is known of ${variant}`);
      return {
        variant,
        served,
        recorded: all.length,
        captured: all.filter(isCaptured).length,
        seen: faults.length,
        burstsSeen: burstsOf(load, faults),
        alarms: {
          deployed: shares.deployed.filter((share) => share > ALARM.share).length,
          counted: shares.counted.filter((share) => share > ALARM.share).length,
        },
        shares: { deployed: Math.max(0, ...shares.deployed), counted: Math.max(0, ...shares.counted) },
        rule,
      };
    }),
  );
}

/** The share of faults in each period of the alarm that has enough traces. */
function minutesOf({ plan, startedAt }: Load, all: readonly TraceSummary[], faults: readonly TraceSummary[]): number[] {
  const count = (traces: readonly TraceSummary[], period: number): number =>
    traces.filter(({ start }) => Math.floor((start - startedAt) / ALARM.seconds) === period).length;
  return Array.from({ length: Math.ceil(plan.seconds / ALARM.seconds) }, (_, period) => {
    const total = count(all, period);
    return total < ALARM.minimumTraces ? 0 : count(faults, period) / total;
  });
}

function burstsOf({ plan, startedAt }: Load, faults: readonly TraceSummary[]): number {
  const perRequest = plan.seconds / plan.requests;
  return faultsOf(plan).filter((indexes) => {
    const [first = 0] = indexes;
    const last = indexes.at(-1) ?? first;
    // A service may answer a little late.
    return faults.some(
      ({ start }) => start >= startedAt + first * perRequest - 1 && start <= startedAt + last * perRequest + 2,
    );
  }).length;
}

/** Measures until the last reports and segments have come, or the time is over. */
export async function measureAll(load: Load, read: Reader, patienceMs: number): Promise<Record<Variant, Row>> {
  const faults = load.plan.bursts * load.plan.faults;
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const rows = await measure(load, read);
    const isMissing = ({ variant, rule, seen }: Row): boolean =>
      (BOOSTED.includes(variant) && (rule.adaptive?.anomalies ?? 0) < faults) ||
      (CAPTURING.includes(variant) && seen < faults);
    if (!rows.some(isMissing) || Date.now() > deadline) {
      process.stdout.write(`${tableOf(rows, load.plan)}\n`);
      return Object.fromEntries(rows.map((row) => [row.variant, row])) as Record<Variant, Row>;
    }
    await sleep(500);
  }
}

/** The table, in Markdown. */
function tableOf(rows: readonly Row[], plan: Plan): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const lines: [string, (row: Row) => string][] = [
    ["requests", ({ served }) => count(served.answered)],
    ["faults served", ({ served }) => count(served.faults)],
    ["faults seen", ({ seen }) => count(seen)],
    ["of these captured", ({ captured }) => count(captured)],
    [`bursts seen, of ${plan.bursts}`, ({ burstsSeen }) => count(burstsSeen)],
    ["boosts", ({ rule }) => count(rule.adaptive?.boosts ?? 0)],
    ["traces recorded", ({ recorded }) => count(recorded)],
    [
      "dollars per million requests",
      ({ recorded, served }) => ((recorded / served.answered) * PRICES.recorded.usdPerMillion).toFixed(2),
    ],
    ["minutes with more than 5 % faults, as the alarm counts", ({ alarms }) => count(alarms.deployed)],
    ["highest share in a minute, as the alarm counts", ({ shares }) => percent(shares.deployed)],
    ["minutes above 5 %, if captured traces counted", ({ alarms }) => count(alarms.counted)],
    ["highest share, if captured traces counted", ({ shares }) => percent(shares.counted)],
  ];
  return [
    `| | ${rows.map(({ variant }) => NAMES[variant]).join(" | ")} |`,
    `| --- |${" ---: |".repeat(rows.length)}`,
    ...lines.map(([name, value]) => `| ${name} | ${rows.map(value).join(" | ")} |`),
    "",
  ].join("\n");
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
