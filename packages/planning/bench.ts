/**
 * Measures what the package promises of its speed and prints it; `npm run bench`. Exits 1 when a goal is missed.
 * Times are of this process's own CPU, so that other work on the machine counts less.
 */
import { compileRules, type XRaySamplingRule } from "@pmp/sampling";
import {
  forecast,
  makePlan,
  simulate,
  toFallbackFile,
  toTable,
  type Plan,
  type PlanInput,
  type RuleInput,
} from "./src/index.ts";

const AREAS = ["orders", "carts", "users", "products", "invoices", "reports", "search", "files", "events", "jobs"];

/** So many rules as people write them: a path each, some for one method only, and one for the rest. */
function manyRules(count: number): RuleInput[] {
  const specific = Array.from({ length: count - 1 }, (_, index) => ({
    name: `rule-${index}`,
    path: `/api/${AREAS[index % AREAS.length] ?? ""}/${String(index).padStart(4, "0")}*`,
    method: ["GET", "POST", "*"][index % 3] ?? "*",
    rate: (index % 10) / 10,
  }));
  return [...specific, { name: "rest", rate: 0.1 }];
}

function cpuSeconds(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** The median of some runs after one that warms up. */
function median(runs: number, run: () => void): number {
  run();
  const times = Array.from({ length: runs }, () => cpuSeconds(run)).sort((one, other) => one - other);
  return times[Math.floor(runs / 2)] ?? NaN;
}

function decisionsPerSecond(rules: readonly XRaySamplingRule[], paths: readonly string[]): number {
  const compiled = compileRules(rules);
  const requests = paths.map((path) => ({ service: "pmp-api", method: "GET", host: "localhost:3001", path }));
  const rounds = Math.ceil(2_000_000 / requests.length);
  let rates = 0;
  const seconds = median(5, () => {
    for (let round = 0; round < rounds; round++) {
      for (const request of requests) rates += compiled.match(request)?.FixedRate ?? 0;
    }
  });
  // Using the result keeps the work from being optimised away.
  if (Number.isNaN(rates)) throw new Error("a rate is not a number");
  return (rounds * requests.length) / seconds;
}

/** The plan of an input that is known to be right. */
function definePlan(input: PlanInput): Plan {
  const { plan } = makePlan(input, {});
  if (plan === undefined) throw new Error("the input has a problem");
  return plan;
}

const prod = definePlan({ preset: "prod" });
const mixed = ["/api/stripe/charges", "/api/health", "/api/products/7", "/api/auth/login", "/API/orders?page=2"];
const full = definePlan({ rules: manyRules(25) });
const spread = full.rules.map((rule) => rule.URLPath.replace("*", "/x"));
const thousand = manyRules(1000);
const busy = definePlan({
  rules: [
    { name: "pay", path: "/pay*", rate: 0.5, reservoir: 2 },
    { name: "rest", rate: 0.1, reservoir: 5 },
  ],
});
const traffic = {
  instances: 4,
  paths: [
    { path: "/pay", requestsPerSecond: 20 },
    { path: "/orders", requestsPerSecond: 200 },
  ],
};

const million = (value: number): string => `${(value / 1e6).toFixed(1)} million/s`;
const seconds = (value: number): string => `${value.toFixed(2)} s`;
const atLeast = (name: string, value: number, goal: number): Row => [
  name,
  million(value),
  `≥ ${million(goal)}`,
  value >= goal,
];
const atMost = (name: string, value: number, goal: number): Row => [
  name,
  seconds(value),
  `≤ ${seconds(goal)}`,
  value <= goal,
];
type Row = [name: string, measured: string, goal: string, reached: boolean];

const rows: Row[] = [
  atMost(
    "check of 1,000 rules",
    median(3, () => makePlan({ rules: thousand }, { maxRules: 1000 })),
    1,
  ),
  atLeast("decisions, preset prod", decisionsPerSecond(toFallbackFile(prod).SamplingRules, mixed), 5e6),
  atLeast("decisions, 25 rules", decisionsPerSecond(toFallbackFile(full).SamplingRules, spread), 5e6),
  atMost(
    "a month simulated, 2 reservoirs on 4 instances",
    median(1, () => simulate(forecast(busy, traffic))),
    10,
  ),
  atMost(
    "table of 25 rules",
    median(5, () => toTable(full)),
    0.01,
  ),
];
for (const [name, measured, goal, reached] of rows) {
  process.stdout.write(
    `${name.padEnd(48)} ${measured.padStart(18)}  goal ${goal.padStart(18)}  ${reached ? "ok" : "MISSED"}\n`,
  );
}
process.exitCode = rows.every(([, , , reached]) => reached) ? 0 : 1;
