import { UsageError } from "@pmp/command-line";
import { type Forecast } from "@pmp/planning";
import { formatProblem, type Problem } from "@pmp/sampling";
import { checkStack, forecastOf, refusal } from "../stack/plan.ts";
import { stacksOf } from "../stack/selected.ts";
import { JSON_OPTION, type Answer, type Define, type Invocation } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  command
    .argument("[STACK...]", "the stacks; default: all")
    .option(...JSON_OPTION)
    .action((stacks, { json }) => invocation.reply(cost(invocation, stacks), json));
};

interface StackCost {
  readonly stack: string;
  readonly forecast: Forecast | undefined;
  readonly overBudget: readonly Problem[];
}

function cost(invocation: Invocation, named: readonly string[]): Answer {
  const stacks = (named.length > 0 ? named : stacksOf(invocation.folder)).map((stack): StackCost => {
    const checked = checkStack(invocation, stack);
    // That a plan is over its budget is an answer here; any other problem leaves the question without one.
    const overBudget = checked.problems.filter(({ code }) => code === "over-budget");
    if (overBudget.length < checked.problems.length) throw new UsageError(refusal(stack, checked.problems));
    // Of all stacks some may state no traffic; one that is named must.
    return { stack, forecast: named.length > 0 ? forecastOf(stack, checked) : checked.forecast, overBudget };
  });
  const found = stacks.some(({ overBudget }) => overBudget.length > 0);
  return { found, text: stacks.map(formatCost).join("\n\n"), json: stacks };
}

function formatCost({ stack, forecast, overBudget }: StackCost): string {
  const lines = forecast?.lines ?? ["No traffic is stated, so that no cost follows."];
  return [`${stack}:`, ...lines, ...overBudget.map((problem) => formatProblem(problem))].join("\n  ");
}
