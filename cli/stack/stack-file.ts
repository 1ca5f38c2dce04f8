import {
  PLANNING_KEYS,
  providerProblems,
  readPlanning,
  readStack,
  sections,
  StackError,
  type Planning,
  type StackConfig,
} from "@pmp/model";
import { UsageError } from "@pmp/command-line";
import { formatProblem } from "@pmp/sampling";
import { readAssumedRoles, type AssumedRole } from "../live/assumed-roles.ts";

/** The part of a stack that commands need. */
export interface StackFile {
  /** Name of the stack's file, for messages. */
  readonly file: string;
  /** The unchecked inputs of its sampling plan. */
  readonly planning: Planning;
  /** When its alarm on faults fires; the defaults where the stack's settings of alarms are missing or invalid. */
  readonly alarm: { readonly faultRatePercent: number; readonly minimumTraces: number };
  /** aws:region, when the stack sets it. */
  readonly region: string | undefined;
  /** aws:profile, when the stack sets it. */
  readonly profile: string | undefined;
  /** aws:assumeRoles, in order; empty when the stack sets none. */
  readonly assumeRoles: readonly AssumedRole[];
  /** Sentences about unavailable data that may change the result. */
  readonly notes: readonly string[];
}

/** @throws UsageError if the files are not a stack's, have no sampling plan, or if required values are encrypted */
export function readStackFile(folder: string, stack: string): StackFile {
  const found = orUsageError(() => readStack(folder, stack));
  const { file, config } = found;
  refuseSecrets(found);
  const notes = environmentNotes(found);
  if ((config["pmp-xray:sampling"] ?? "") === "") {
    throw new UsageError(
      [
        `${file} sets no pmp-xray:sampling, so that there is no plan. Add it to its config, such as pmp-xray:sampling: { preset: prod }.`,
        ...notes,
      ].join("\n"),
    );
  }
  const { planning, problems: ofPlan } = readPlanning(config);
  const problems = [...ofPlan, ...providerProblems(config)];
  if (planning === undefined || problems.length > 0) {
    throw new UsageError(
      [`The settings of ${file} can't be used:`, ...problems.map((problem) => formatProblem(problem, "lines"))].join(
        "\n",
      ),
    );
  }
  const alarms = sections.alarms.safeParse(parsed(config["pmp-xray:alarms"]));
  return {
    file,
    planning,
    alarm: alarms.success ? alarms.data : sections.alarms.parse({}),
    region: given(config["aws:region"]),
    profile: given(config["aws:profile"]),
    assumeRoles: readAssumedRoles(file, parsed(config["aws:assumeRoles"])),
    notes,
  };
}

/** Turns the model's error about a file that can't be read into a UsageError. */
export function orUsageError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof StackError) throw new UsageError(error.message);
    throw error;
  }
}

const NEEDED = [...PLANNING_KEYS.map((key) => `pmp-xray:${key}`), "aws:region", "aws:profile", "aws:assumeRoles"];

function refuseSecrets({ file, secrets }: StackConfig): void {
  const hidden = secrets.filter((path) => NEEDED.some((needed) => isWithin(path, needed) || isWithin(needed, path)));
  const [first] = hidden;
  if (first === undefined) return;
  throw new UsageError(
    `${file} has ${hidden.join(", ")} encrypted, which can't be read here: only Pulumi can. It holds no secret; set it in ` +
      `plain text: pulumi config rm --path '${first}', and pulumi config set without --secret.`,
  );
}

function isWithin(path: string, above: string): boolean {
  return path === above || [".", "["].some((separator) => path.startsWith(above + separator));
}

function environmentNotes({ file, environments }: StackConfig): string[] {
  if (environments.length === 0) return [];
  return [
    `${file} takes values from Pulumi ESC (${environments.join(", ")}), which can't be seen here: this is said of the file's own values.`,
  ];
}

function given(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function parsed(text: string | undefined): unknown {
  if (text === undefined || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
