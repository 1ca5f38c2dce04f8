import {
  compareLive,
  count,
  diffRules,
  explain,
  formatDiff,
  formatExplanation,
  formatFinding,
  formatLive,
  number,
  plotHtml,
  plotSvg,
  plotTerminal,
  SERVICE_TYPES,
  short,
  simulate,
  toFallbackFile,
  toTable,
  toXRayRules,
} from "@pmp/planning";
import { formatProblem } from "@pmp/sampling";
import type { Forecast, SimulatedRule } from "@pmp/planning";
import type { Problem, SamplingRequest } from "@pmp/sampling";
import { option, wholeOption } from "./arguments.ts";
import type { Arguments } from "./arguments.ts";
import { UsageError } from "./host.ts";
import type { Answer, CommandHost } from "./host.ts";
import { checkStack, forecastOf, planOf, processOf, refusal } from "./stack.ts";

/** `sampling check [STACK]`: is the plan sound, and what should one know of it. */
export async function check(args: Arguments, host: CommandHost): Promise<Answer> {
  const name = args.words[0] ?? host.defaultStack;
  const { plan, findings, problems } = await checkStack(host, name);
  // Errors are told once: as the problems that keep the plan from being built.
  const others = findings.filter(({ severity }) => severity !== "error");
  const text = [
    ...(plan === undefined ? [`The plan of ${name} can't be built:`] : [toTable(plan), ""]),
    ...problems.map((problem) => `- ${formatProblem(problem)}`),
    ...others.map(formatFinding),
    ...(problems.length + findings.length === 0 ? [`The plan of ${name} is sound.`] : []),
  ].join("\n");
  const found = problems.length > 0 || others.some(({ severity }) => severity === "warning");
  return { found, text, json: { stack: name, sound: !found, problems, findings, rules: plan?.rules ?? [] } };
}

/** `sampling explain METHOD PATH`: which rule decides, and why. */
export async function explainRequest(args: Arguments, host: CommandHost): Promise<Answer> {
  const [method, path] = args.words;
  if (method === undefined || path === undefined) throw new UsageError("Say which request, such as GET /api/orders.");
  // The query decides nothing: @pmp/tracing compares the path without it.
  const [bare = path] = path.split("?");
  if (!path.startsWith("/")) throw new UsageError(`A path begins with /, got ${path}.`);
  const plan = await planOf(host, option(args, "stack") ?? host.defaultStack);
  const hostHeader = option(args, "host");
  const attributes = Object.fromEntries((args.options.get("attribute") ?? []).map(pair));
  const request: SamplingRequest = {
    service: plan.service,
    method,
    path: bare,
    ...(plan.platform !== undefined && { serviceType: SERVICE_TYPES[plan.platform] }),
    ...(hostHeader !== undefined && { host: hostHeader }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
  const explanation = explain(toFallbackFile(plan).SamplingRules, request);
  return { found: false, text: formatExplanation(explanation), json: explanation };
}

function pair(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError(`--attribute needs key=value, got ${text}.`);
}

/** `sampling diff STACK STACK`: which rules and which decisions differ. */
export async function diff(args: Arguments, host: CommandHost): Promise<Answer> {
  const [from, to] = args.words;
  if (from === undefined || to === undefined) throw new UsageError("Name two stacks, such as prod staging.");
  const [one, other] = [await planOf(host, from), await planOf(host, to)];
  const rules = [one, other].map((plan) => toFallbackFile(plan).SamplingRules);
  const found = diffRules(rules[0] ?? [], rules[1] ?? [], processOf(one));
  const differs = found.added.length + found.removed.length + found.changed.length + found.decisions.length > 0;
  return { found: differs, text: formatDiff(found, [from, to]), json: { from, to, ...found } };
}

/** `sampling simulate [STACK]`: days of the real protocol against what the arithmetic expects. */
export async function simulateStack(args: Arguments, host: CommandHost): Promise<Answer> {
  const name = args.words[0] ?? host.defaultStack;
  const plan = await planOf(host, name);
  const expected = forecastOf(name, plan);
  const days = wholeOption(args, "days", 2, 3660) ?? 30;
  const seed = wholeOption(args, "seed", 0, 4_294_967_295) ?? 1;
  const result = simulate(expected, { days, seed });
  const title = `Traces of ${plan.service} (${name}) over a day`;
  const lines = [
    `Mean of ${days} simulated days, seed ${seed}, ${number(expected.traffic.instances, "instance")}:`,
    ...result.rules.map(confirmation),
  ];
  await write(args, "svg", host, plotSvg(title, result.rules));
  await write(args, "html", host, plotHtml(title, result.rules, [...lines, "", ...expected.lines]));
  const found = result.rules.some(({ confirmed }) => !confirmed);
  return {
    found,
    text: [plotTerminal(title, result.rules), "", ...lines].join("\n"),
    json: { stack: name, ...result },
  };
}

function confirmation(rule: SimulatedRule): string {
  const verdict = rule.confirmed ? "as expected" : "NOT as expected";
  return (
    `${rule.name}: ${count(rule.perDay)} ± ${short(rule.margin)} traces a day, ` +
    `expected ${short(rule.expectedPerDay)}: ${verdict}`
  );
}

async function write(args: Arguments, name: string, host: CommandHost, text: string): Promise<void> {
  const path = option(args, name);
  if (path !== undefined) await host.writeFile(path, text);
}

/** `sampling live [STACK]`: what X-Ray has and does, against the plan. */
export async function live(args: Arguments, host: CommandHost): Promise<Answer> {
  const name = args.words[0] ?? host.defaultStack;
  const plan = await planOf(host, name);
  const result = compareLive(toXRayRules(plan), await host.live(name), plan.service);
  const found = result.findings.some(({ severity }) => severity !== "info");
  return { found, text: formatLive(result), json: { stack: name, ...result } };
}

/** `cost [STACK...]`: what a month costs, and how that follows. */
export async function cost(args: Arguments, host: CommandHost): Promise<Answer> {
  const named = args.words.length > 0;
  const stacks: StackCost[] = [];
  for (const stack of named ? args.words : host.stacks) {
    const checked = await checkStack(host, stack);
    // That a plan is over its budget is an answer here; any other problem leaves the question without one.
    const overBudget = checked.problems.filter(({ code }) => code === "over-budget");
    if (overBudget.length < checked.problems.length) throw new UsageError(refusal(stack, checked.problems));
    // Of all stacks some may state no traffic; one that is named must.
    stacks.push({ stack, forecast: named ? forecastOf(stack, checked) : checked.forecast, overBudget });
  }
  const found = stacks.some(({ overBudget }) => overBudget.length > 0);
  return { found, text: stacks.map(formatCost).join("\n\n"), json: stacks };
}

interface StackCost {
  readonly stack: string;
  readonly forecast: Forecast | undefined;
  readonly overBudget: readonly Problem[];
}

function formatCost({ stack, forecast, overBudget }: StackCost): string {
  const lines = forecast?.lines ?? ["No traffic is stated, so that no cost follows."];
  return [`${stack}:`, ...lines, ...overBudget.map(formatProblem)].join("\n  ");
}
