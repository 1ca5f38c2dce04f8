import { UsageError } from "@pmp/command-line";
import { readApplication, registerUrl } from "./application.ts";
import { findProgram, type CommandContext } from "./command.ts";
import { loadsTracing } from "./environment.ts";
import type { DevOptions, readDevOptions } from "./options.ts";
import { readStagePlan, type StagePlan } from "./plan.ts";
import { portProblems } from "./ports.ts";

/** Everything that is known before anything is started. */
export interface Prepared {
  readonly options: DevOptions;
  readonly plan: StagePlan;
  readonly service?: string;
  readonly tracing: TracingChoice;
  readonly usesPmp: boolean;
}

/** How the command is traced. */
export interface TracingChoice {
  /** The module to load, if @pmp/tracing is added. */
  readonly register?: string;
  /** In a few words, for people; empty without a command. */
  readonly about: string;
}

/**
 * Looks at the options, the command and the stage.
 *
 * @throws UsageError with everything that is wrong
 */
export function prepare({ options, problems }: ReturnType<typeof readDevOptions>, context: CommandContext): Prepared {
  const { command, stage, tracing: wanted } = options;
  const app = readApplication(command, context.folder);
  const named = context.env.OTEL_SERVICE_NAME?.trim();
  const service = options.service ?? (named === "" ? undefined : named) ?? app.service;
  const [name] = command;
  const program = name === undefined ? undefined : findProgram(name, context);
  const plan = readStagePlan(context.folder, stage, planService(service));
  const tracing =
    typeof program === "object" ? chooseTracing(program.isNode, app, wanted, context, command) : { about: "" };
  const all = [
    ...problems,
    ...portProblems(options),
    ...(typeof program === "string" ? [program] : []),
    ...(isPlan(plan) ? [] : plan),
    ...(typeof tracing === "string" ? [tracing] : []),
  ];
  if (all.length > 0 || !isPlan(plan) || typeof tracing === "string") {
    throw new UsageError([...all, "pmp-xray dev --help lists all options."].join("\n"));
  }
  return { options, plan, ...(service !== undefined && { service }), tracing, usesPmp: app.usesPmp };
}

function isPlan(plan: StagePlan | readonly string[]): plan is StagePlan {
  return !Array.isArray(plan);
}

/** Rules are named after the service; a name that no rule can have is left to the plan's default. */
function planService(service: string | undefined): string | undefined {
  return service !== undefined && /^[\w.-]{1,64}$/.test(service) ? service : undefined;
}

function chooseTracing(
  isNode: boolean,
  { ownTracing, folder }: ReturnType<typeof readApplication>,
  wanted: boolean | undefined,
  { env }: CommandContext,
  command: readonly string[],
): TracingChoice | string {
  if (wanted === false) return { about: "the command's own (--no-tracing)" };
  if (!isNode) {
    const about = "the command's own; to no program but Node.js can @pmp/tracing be added";
    return wanted === true
      ? `--tracing: ${command[0] ?? ""} does not run in Node.js, so that nothing can be added to it.`
      : { about };
  }
  if (loadsTracing(env, command)) return { about: "@pmp/tracing, which the command loads itself" };
  if (ownTracing !== undefined && wanted !== true) {
    return { about: `the command's own: package.json has ${ownTracing} (--tracing adds @pmp/tracing)` };
  }
  const register = registerUrl(folder);
  if (register === undefined)
    return "packages/tracing is not built, so that tracing can't be added. Run: npm run build";
  return { register, about: "@pmp/tracing is added" };
}
