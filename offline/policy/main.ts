import { createProgram, optionsOf, UsageError } from "@pmp/command-line";
import { ensureTools } from "@pmp/tools";
import { ConfigError } from "../../policy/kit/config.ts";
import { evaluatePolicies, isBlocking } from "../../policy/kit/evaluate.ts";
import { readPackConfig, type PackConfig } from "../../policy/kit/pack-config.ts";
import { today } from "../../policy/kit/today.ts";
import { POLICIES } from "../../policy/policies.ts";
import { reportJson, reportText, type StackReport } from "./report.ts";
import { policyConfig, SUBJECTS, type Subject } from "./subjects.ts";

const program = createProgram("npm run policy --")
  .description(
    "Evaluates every policy of policy/ for the stacks of this repository, without an AWS account or a login: the program runs " +
      "against recorded answers, and helm renders the chart.",
  )
  .option(
    "--stack <NAME...>",
    `only these stacks; default: all, which are ${SUBJECTS.map(({ title }) => title).join("; ")}`,
  )
  .option("--config <FILE>", "configuration as of pulumi's --policy-pack-config, instead of policy/config/STACK.json")
  .option("--json", "print the answer as JSON")
  .addHelpText(
    "after",
    "\nExit codes: 0 every stack passes, 1 a mandatory policy is violated, 2 it could not be done as asked.",
  );

async function main(): Promise<number> {
  const values = optionsOf(program, process.argv.slice(2));
  if (values === undefined) return 0;
  const subjects = values.stack?.map(subjectOf) ?? SUBJECTS;
  const configs = subjects.map((subject) => checkedConfig(subject, values.config));
  const helm = (await ensureTools(["helm"])).tool("helm");
  // Loaded when all that can be wrong with the question is known: it takes a second.
  const { stackResources } = await import("../stack-resources.ts");
  const reports: StackReport[] = [];
  // One after the other: the Pulumi SDK has one program per process.
  for (const [index, { title, stack, overrides }] of subjects.entries()) {
    const resources = await stackResources(helm, stack, overrides);
    const results = evaluatePolicies(POLICIES, resources, { config: configs[index] ?? {}, today: today() });
    reports.push({ title, resources: resources.length, results });
  }
  const colors = process.stdout.isTTY && (process.env.NO_COLOR ?? "") === "";
  const text =
    values.json === true ? `${JSON.stringify(reportJson(reports), undefined, 2)}\n` : reportText(reports, colors);
  process.stdout.write(text);
  return reports.some(({ results }) => results.some(isBlocking)) ? 1 : 0;
}

function subjectOf(name: string): Subject {
  const found = SUBJECTS.find(({ title }) => title === name);
  if (found === undefined) {
    throw new UsageError(`There is no stack ${name}; there are ${SUBJECTS.map(({ title }) => title).join("; ")}.`);
  }
  return found;
}

function readConfig(subject: Subject, file: string | undefined): PackConfig {
  try {
    return policyConfig(subject, file);
  } catch (error) {
    throw new UsageError(
      `${file ?? "The configuration"} can't be used: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The configuration, checked before any stack is looked at. */
function checkedConfig(subject: Subject, file: string | undefined): PackConfig {
  const config = readConfig(subject, file);
  readPackConfig(POLICIES, config, today());
  return config;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
