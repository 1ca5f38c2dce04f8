import { formatFinding, toTable } from "@pmp/planning";
import { formatProblem } from "@pmp/sampling";
import { checkStack } from "../stack/plan.ts";
import { chooseStack } from "../stack/selected.ts";
import { JSON_OPTION, STACK_ARGUMENT, type Answer, type Define, type Invocation } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  command
    .argument(...STACK_ARGUMENT)
    .option(...JSON_OPTION)
    .action(async (stack, { json }) => invocation.reply(await check(invocation, stack), json));
};

async function check(invocation: Invocation, stack: string | undefined): Promise<Answer> {
  const name = await chooseStack(invocation, stack);
  const { plan, findings, problems } = checkStack(invocation, name);
  // Errors are listed once, as problems of the plan.
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
