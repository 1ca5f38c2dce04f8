import { UsageError } from "@pmp/command-line";
import { compareLive, formatLive } from "@pmp/planning";
import { regionOf } from "../live/region.ts";
import { planOf } from "../stack/plan.ts";
import { chooseStack } from "../stack/selected.ts";
import { readStackFile } from "../stack/stack-file.ts";
import { JSON_OPTION, STACK_ARGUMENT, type Answer, type Define, type Invocation } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  command
    .argument(...STACK_ARGUMENT)
    .option("--endpoint-url <URL>", "another address of X-Ray, such as http://127.0.0.1:4566", endpointUrl)
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      `
Region, profile and roles to assume are aws:region, aws:profile and
aws:assumeRoles of the stack file; credentials are found as the AWS CLI finds
them. Needs xray:GetSamplingRules and xray:GetSamplingStatisticSummaries.

Of rules with a boost it also shows the boost in force. That needs
xray:GetSamplingTargets: X-Ray names a boost only to a sampler that reports,
so the command reports zero requests, under an ID of its own. Rates are those
of the samplers' reports, which leave captured requests out.`,
    )
    .action(async (stack, { json, endpointUrl }) => invocation.reply(await live(invocation, stack, endpointUrl), json));
};

function endpointUrl(text: string): string {
  const { protocol = "" } = URL.parse(text) ?? {};
  if (protocol === "http:" || protocol === "https:") return text;
  throw new UsageError(`--endpoint-url must be an http or https URL, got ${text}.`);
}

async function live(
  invocation: Invocation,
  stack: string | undefined,
  endpointUrl: string | undefined,
): Promise<Answer> {
  const name = await chooseStack(invocation, stack);
  const plan = planOf(invocation, name);
  const { file, region, profile, assumeRoles } = readStackFile(invocation.folder, name);
  const known = regionOf(invocation.env, region);
  if (known === undefined) {
    throw new UsageError(`${file} names no AWS region. Add aws:region: us-east-1 to its config, or set AWS_REGION.`);
  }
  // Loaded lazily, because the AWS SDK takes longer to load than the rest of the program.
  const { readLive } = await import("../live/read-live.ts");
  const source = { file, region: known, profile, assumeRoles, endpointUrl };
  const state = await readLive(source, new Set(plan.rules.map(({ RuleName }) => RuleName)));
  const result = compareLive(plan.rules, state, plan.service);
  const found = result.findings.some(({ severity }) => severity !== "info");
  return { found, text: formatLive(result), json: { stack: name, ...result } };
}
