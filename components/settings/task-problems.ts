import { AGENT_NAME } from "@pmp/model/aws";
import { printPath, type Problem, type Settings } from "@pmp/model";
import { checkTaskDefinition, type DefinitionProblem, type Path } from "@pmp/model/ecs";
import type { Plan } from "@pmp/planning";
import { show } from "@pmp/sampling";
import { agentSize, API, API_OWN_KEYS, taskOf } from "../ecs/task.ts";

/** Placeholders for values that are known only during an update. */
const SOME_PLACE = { accountId: "123456789012", partition: "aws", clusterName: "pmp-cluster" };
const SOME_REGION = "us-east-1";

/** Where the program's own two containers are in the definition; those of the settings come after them. */
const [API_INDEX, AGENT_INDEX, OWN_CONTAINERS] = [0, 1, 2];

/**
 * What ECS would say of the task definition of a stack, found before anything is made. Each problem has the path of the
 * setting that the value comes from.
 *
 * @param parsed the valid sections; without one that the task is made from, nothing is checked
 * @param region that of the AWS provider, where the settings state it
 */
export function taskProblems(parsed: Partial<Settings>, plan: Plan | undefined, region?: string): Problem[] {
  const { stage, platform, api, agent, ecs, nameSuffix } = parsed;
  if (platform !== "ecs" || ecs === undefined) return [];
  const reserved = [...ownKeys(ecs), ...ownNames(ecs)];
  if (
    stage === undefined ||
    api === undefined ||
    agent === undefined ||
    nameSuffix === undefined ||
    plan === undefined
  ) {
    return reserved;
  }
  const settings = { stage, api, agent, ecs, nameSuffix };
  const short = shareProblems(settings);
  if (reserved.length > 0 || short.length > 0) return [...reserved, ...short];
  const known = region === undefined || region === "" ? SOME_REGION : region;
  const task = taskOf({ ...SOME_PLACE, region: known, settings, plan });
  const definition = { ...task, cpu: ecs.cpu, memory: ecs.memoryMiB };
  return checkTaskDefinition(definition, ecs.launchType).map(inSettings);
}

/** Members of the API's container that have a setting of their own, or none. */
function ownKeys({ api }: Settings["ecs"]): Problem[] {
  return Object.entries(api)
    .filter(([key]) => API_OWN_KEYS.has(key))
    .map(([key, value]) => {
      const path = printPath(["ecs", "api", key]);
      const setting = API_OWN_KEYS.get(key);
      const allowed = `nothing: the program sets it itself${setting === null || setting === undefined ? "" : `, from ${setting}`}`;
      return { path, value: show(value), allowed, fix: remove(path) };
    });
}

/** Names that the program's own containers have. */
function ownNames({ containers }: Settings["ecs"]): Problem[] {
  return containers.flatMap(({ name }, index) => {
    if (name !== API && name !== AGENT_NAME) return [];
    const path = printPath(["ecs", "containers", index, "name"]);
    const allowed = `a name other than ${API} and ${AGENT_NAME}, which are the program's own containers`;
    return [{ path, value: show(name), allowed, fix: `pulumi config set --path '${path}' '${name}-more'` }];
  });
}

/** Least memory of the API: Node.js starts in it. */
const LEAST_API = { cpu: 32, memory: 64 };

/** The other containers must leave something of the task for the API. */
function shareProblems(settings: Parameters<typeof agentSize>[0]): Problem[] {
  const { ecs } = settings;
  const { cpu, memoryMiB } = agentSize(settings);
  const taken = (key: "cpu" | "memory", ofAgent: number) =>
    ecs.containers.reduce((sum, container) => sum + (Number(container[key]) || 0), ofAgent);
  const problem = (setting: "cpu" | "memoryMiB", of: number, needed: number, unit: string): Problem[] => {
    if (of >= needed) return [];
    const path = printPath(["ecs", setting]);
    const allowed = `at least ${needed} ${unit}: what the agent and the other containers have, and something for the API`;
    return [{ path, value: show(of), allowed, fix: `pulumi config set --path '${path}' ${nextSize(needed)}` }];
  };
  return [
    ...(ecs.api.cpu === undefined ? problem("cpu", ecs.cpu, taken("cpu", cpu) + LEAST_API.cpu, "CPU units") : []),
    ...(ecs.api.memory === undefined
      ? problem("memoryMiB", ecs.memoryMiB, taken("memory", memoryMiB) + LEAST_API.memory, "MiB")
      : []),
  ];
}

/** Sizes of tasks are powers of two, or multiples of one. */
function nextSize(needed: number): number {
  return 2 ** Math.ceil(Math.log2(needed));
}

/** A problem of the definition, as one of the setting from which the program makes the value. */
function inSettings({ path, value, allowed, fix }: DefinitionProblem): Problem {
  const at = printPath(settingOf(path));
  if ("remove" in fix) return { path: at, value: show(value), allowed, fix: remove(printPath(settingOf(fix.remove))) };
  return { path: at, value: show(value), allowed, fix: setTo(printPath(settingOf(fix.set)), fix.to) };
}

function setTo(path: string, to: string | number | boolean | readonly string[]): string {
  if (typeof to === "object")
    return [remove(path), ...to.map((item, index) => setTo(`${path}[${index}]`, item))].join(" && ");
  return `pulumi config set --path '${path}' ${typeof to === "string" ? `'${to}'` : String(to)}`;
}

const AGENT_SETTINGS: Readonly<Record<string, string>> = {
  memory: "memoryMiB",
  stopTimeout: "stopSeconds",
  cpu: "cpu",
};

function settingOf([first, index, ...rest]: Path): Path {
  if (first === "cpu") return ["ecs", "cpu"];
  if (first === "memory") return ["ecs", "memoryMiB"];
  if (first !== "containerDefinitions" || typeof index !== "number") return ["ecs"];
  if (index >= OWN_CONTAINERS) return ["ecs", "containers", index - OWN_CONTAINERS, ...rest];
  const [key = "", ...deeper] = rest;
  if (index === AGENT_INDEX) return ["ecs", "agent", AGENT_SETTINGS[key] ?? key];
  if (key === "stopTimeout") return ["ecs", "stopSeconds"];
  // The agent is the first of the API's dependencies, and not the settings'.
  if (index === API_INDEX && key === "dependsOn" && typeof deeper[0] === "number") {
    return ["ecs", "api", key, deeper[0] - 1, ...deeper.slice(1)];
  }
  return ["ecs", "api", ...rest];
}

function remove(path: string): string {
  return `pulumi config rm --path '${path}'`;
}
