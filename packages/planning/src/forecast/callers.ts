import { parseTrustEntries, trustsOutside } from "@pmp/sampling/trust";
import type { Finding } from "../analysis/finding.ts";
import { toXRayRule } from "../compile.ts";
import { forecast } from "./forecast.ts";
import type { Deciding } from "../rule.ts";
import { usd } from "./text.ts";
import type { FullTraffic, FullUsage } from "./traffic.ts";

/**
 * Trusted callers make the plan's rates a lower limit, and so the forecast a minimum. Reports that, with the monthly
 * price if they sample every request.
 */
export function callersDecide(
  plan: Deciding,
  trustSampled: readonly string[],
  traffic: FullTraffic | undefined,
  usage: FullUsage,
): Finding[] {
  const { setting } = parseTrustEntries(trustSampled);
  if (setting.kind !== "all" && setting.kind !== "listed") return [];
  const outside = trustsOutside(setting);
  const who =
    setting.kind === "all"
      ? "Any caller"
      : outside
        ? `A caller whose request meets ${trustSampled.join(" or ")}`
        : `A caller from ${trustSampled.join(" or ")}, also any client of a load balancer there,`;
  return [
    {
      code: "callers-decide",
      severity: outside ? "warning" : "info",
      rule: "",
      others: [],
      message:
        `${who} can force its request to be traced, regardless of the rules, with Sampled=1 in X-Amzn-Trace-Id: the rates are the ` +
        `least that is traced${worstCase(plan, traffic, usage)}.`,
      fix: outside
        ? "Leave trustSampled out, so that only callers with private addresses decide, or make sure that your gateway takes these headers from outside away."
        : "Name only blocks of your own services, without the subnets of load balancers.",
    },
  ];
}

function worstCase(plan: Deciding, traffic: FullTraffic | undefined, usage: FullUsage): string {
  if (traffic === undefined) return "";
  const rules = [toXRayRule({ name: "every request", rate: 1 }, 1)];
  const month = usd(forecast({ ...plan, rules }, traffic, usage).monthlyUsd);
  return `; if every request of the stated traffic is, a month costs ${month}`;
}
