import type { XRaySamplingRule } from "@pmp/sampling";
import { randomTraceId } from "../src/ids.ts";
import { SamplingAuthority } from "../src/sampling/authority.ts";
import { median } from "./numbers.ts";

const AREAS = ["orders", "carts", "users", "products", "invoices", "reports", "search", "files"];
const DECISIONS = 200_000;

/** 25 rules as people write them: a path each, some for one method or host only, and one for the rest. */
const RULES: XRaySamplingRule[] = Array.from({ length: 25 }, (_, i) => ({
  RuleName: `rule-${i}`,
  Priority: i + 1,
  FixedRate: (i % 10) / 10,
  ReservoirSize: i % 3,
  Version: 1,
  ResourceARN: "*",
  ServiceName: i % 5 === 4 ? "shop-*" : "*",
  ServiceType: "*",
  Host: i % 4 === 3 ? "*.example.com" : "*",
  HTTPMethod: ["GET", "POST", "*"][i % 3] ?? "*",
  URLPath: i === 24 ? "*" : `/api/${AREAS[i % AREAS.length] ?? ""}/${i % 2 === 0 ? "*" : `*/part-${i}*`}`,
}));

/** Nanoseconds of CPU for one sampling decision with 25 rules; the median of the rounds. */
export function measureDecision(rounds: number): number {
  const authority = new SamplingAuthority({ service: "shop-api" }, { rules: RULES, source: "the benchmark" });
  const ids = Array.from({ length: 1_000 }, randomTraceId);
  const requests = ids.map((_, i) => ({
    method: i % 3 === 0 ? "POST" : "GET",
    host: i % 2 === 0 ? "www.example.com" : "10.0.0.1",
    path: `/api/${AREAS[i % AREAS.length] ?? ""}/${i}/part-${i % 25}/more`,
  }));
  let sampled = 0;
  const round = (): number => {
    const before = process.cpuUsage();
    for (let i = 0; i < DECISIONS; i += 1) {
      const request = requests[i % requests.length] ?? {};
      if (authority.decide(request, ids[i % ids.length] ?? "", () => ({})).sample) sampled += 1;
    }
    const { user, system } = process.cpuUsage(before);
    return ((user + system) * 1_000) / DECISIONS;
  };
  round();
  const cost = median(Array.from({ length: rounds }, round));
  if (sampled === 0) throw new Error("no request was sampled: the decisions were not made");
  return cost;
}
