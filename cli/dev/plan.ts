import { relative } from "node:path";
import { findProject, listStacks, readStack, stackFile, stackName } from "@pmp/model";
import { checkPlan } from "@pmp/model";
import { PRESETS, toFallbackFile } from "@pmp/planning";
import { formatProblem } from "@pmp/sampling";
import type { PlanContext, PlanInput } from "@pmp/planning";
import type { FallbackFile, XRaySamplingRule } from "@pmp/sampling";
import { UsageError } from "@pmp/command-line";
import { readStackFile } from "../stack/stack-file.ts";

/** The sampling plan of a stage. */
export interface StagePlan {
  readonly rules: readonly XRaySamplingRule[];
  /** For PMP_SAMPLING_PLAN_FILE. */
  readonly fallback: FallbackFile;
  /** Its source, as readable text. */
  readonly source: string;
}

/**
 * The plan of a stage: from the stack file in the folder or, if that has none, from the preset of the same name.
 *
 * @param service the app's name, for the rules of a preset
 * @returns sentences instead if there is no plan, or if it is invalid
 */
export function readStagePlan(
  folder: string,
  stage: string,
  service: string | undefined,
): StagePlan | readonly string[] {
  const project = findProject(folder);
  const file = stackFile(project, stage);
  const preset = PRESETS.find((name) => name === stage);
  // An app below a Pulumi project is not that project's API.
  const exists = !relative(folder, project.folder).startsWith("..") && listStacks(project).includes(stackName(stage));
  if (exists && setsPlan(folder, stage)) return ofStack(folder, stage, file);
  if (preset === undefined) {
    const missing = !exists ? `neither is there a ${file} in ${folder}` : `${file} sets no pmp-xray:sampling`;
    return [`--stage ${stage} is no stage: ${missing}, nor is it one of ${PRESETS.join(", ")}.`];
  }
  return checked({ preset }, service === undefined ? {} : { service }, `preset ${preset}`);
}

/** Whether there is a plan to read; a file that can't be read is one to complain of. */
function setsPlan(folder: string, stage: string): boolean {
  try {
    const { config, secrets } = readStack(folder, stage);
    return (config["pmp-xray:sampling"] ?? "") !== "" || secrets.some((path) => path.startsWith("pmp-xray:sampling"));
  } catch {
    return true;
  }
}

function ofStack(folder: string, stage: string, file: string): StagePlan | readonly string[] {
  try {
    const { input, context } = readStackFile(folder, stage).planning;
    const { service, nameSuffix } = context;
    // Without the platform: the app runs here.
    return checked(
      input,
      { ...(service !== undefined && { service }), ...(nameSuffix !== undefined && { nameSuffix }) },
      file,
    );
  } catch (error) {
    if (error instanceof UsageError) return [error.message];
    throw error;
  }
}

function checked(input: PlanInput, context: PlanContext, source: string): StagePlan | readonly string[] {
  const { plan, problems } = checkPlan(input, context);
  if (plan === undefined) return problems.map((problem) => `${source}: ${formatProblem(problem)}`);
  return { rules: plan.rules, fallback: toFallbackFile(plan), source };
}
