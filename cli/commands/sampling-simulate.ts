import { statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError, wholeNumber } from "@pmp/command-line";
import {
  count,
  number,
  plotHtml,
  plotSvg,
  plotTerminal,
  short,
  simulate,
  simulateIncidents,
  type IncidentSimulation,
  type SimulatedRule,
} from "@pmp/planning";
import { forecastOf, planOf } from "../stack/plan.ts";
import { chooseStack } from "../stack/selected.ts";
import { readStackFile } from "../stack/stack-file.ts";
import { JSON_OPTION, STACK_ARGUMENT, type Answer, type Define, type Invocation } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  command
    .argument(...STACK_ARGUMENT)
    .option("--days <N>", "simulated days, 2 to 3660", wholeNumber("--days", 2, 3660), 30)
    .option("--seed <N>", "seed of the random numbers", wholeNumber("--seed", 0, 4_294_967_295), 1)
    .option("--svg <FILE>", "write the plot as a picture")
    .option("--html <FILE>", "write the plot and the cost as a page")
    .option("--faults-svg <FILE>", "write the plot of faults as a picture; needs stated faults")
    .option(...JSON_OPTION)
    .action(async (stack, { json, ...options }) => invocation.reply(await answer(invocation, stack, options), json));
};

interface Options {
  readonly days: number;
  readonly seed: number;
  readonly svg?: string | undefined;
  readonly html?: string | undefined;
  readonly faultsSvg?: string | undefined;
}

/** Compares simulated days of the real protocol with the forecast. */
async function answer(
  invocation: Invocation,
  stack: string | undefined,
  { days, seed, svg, html, faultsSvg }: Options,
): Promise<Answer> {
  const name = await chooseStack(invocation, stack);
  const plan = planOf(invocation, name);
  const expected = forecastOf(name, plan);
  const result = simulate(expected, { days, seed });
  const { faultPercent, incidents: stated } = expected.traffic;
  const hasFaults = faultPercent > 0 || stated !== undefined;
  if (faultsSvg !== undefined && !hasFaults) {
    throw new UsageError(`${name} states no faults: set sampling.traffic.faultPercent or sampling.traffic.incidents.`);
  }
  const { faultRatePercent: alarmPercent, minimumTraces } = readStackFile(invocation.folder, name).alarm;
  const incidents = hasFaults
    ? simulateIncidents(expected, {
        days,
        seed,
        capturePerSecond: plan.capturePerSecond ?? 0,
        alarmPercent,
        minimumTraces,
      })
    : undefined;
  const faultsTitle = `Faults of ${plan.service} (${name}) over a day`;
  const title = `Traces of ${plan.service} (${name}) over a day`;
  const lines = [
    `Mean of ${days} simulated days, seed ${seed}, ${number(expected.traffic.instances, "instance")}:`,
    ...result.rules.map(confirmation),
  ];
  if (incidents !== undefined) write(invocation, faultsSvg, () => plotSvg(faultsTitle, incidents.faultsByHour));
  write(invocation, svg, () => plotSvg(title, result.rules));
  write(invocation, html, () => plotHtml(title, result.rules, [...lines, "", ...expected.lines]));
  const found = result.rules.some(({ confirmed }) => !confirmed);
  return {
    found,
    text: [
      plotTerminal(title, result.rules),
      "",
      ...lines,
      ...(incidents === undefined
        ? []
        : ["", plotTerminal(faultsTitle, incidents.faultsByHour), "", ...comparison(incidents, alarmPercent)]),
    ].join("\n"),
    json: { stack: name, ...result, ...(incidents !== undefined && { incidents }) },
  };
}

/** Traces, faults seen and what the alarm on the share of faults sees, by the way of sampling. */
function comparison({ days, requests, faults, alarmPeriods, ways }: IncidentSimulation, percent: number): string[] {
  return [
    `In ${days} days ${count(faults)} of ${count(requests)} requests fail; in ${number(alarmPeriods, "period")} of five minutes more than ${percent} % of the requests do.`,
    ...ways.map(
      (way) =>
        `${way.name}: ${count(way.traces)} traces, ${count(way.faultsSeen)} faults seen; ` +
        `more than ${percent} % of the counted traces in ${number(way.alarmPeriods, "period")}`,
    ),
  ];
}

function confirmation(rule: SimulatedRule): string {
  const verdict = rule.confirmed ? "as expected" : "NOT as expected";
  return (
    `${rule.name}: ${count(rule.perDay)} ± ${short(rule.margin)} traces a day, ` +
    `expected ${short(rule.expectedPerDay)}: ${verdict}`
  );
}

function write({ folder, note }: Invocation, path: string | undefined, text: () => string): void {
  if (path === undefined) return;
  const target = resolve(folder, path);
  // A clearer message than the EISDIR of the write.
  if (path === "" || statSync(target, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new UsageError(`${target} is a folder. Name a file in it, such as traces.html.`);
  }
  try {
    writeFileSync(target, text());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${target} can't be written (${reason}). Name a file in a folder that you may write to.`);
  }
  note(`Wrote ${target}`);
}
