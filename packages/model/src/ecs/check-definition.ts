import { containerProblems } from "./check-containers.ts";
import { orderProblems } from "./check-order.ts";
import { sizeProblems } from "./check-sizes.ts";
import {
  inRange,
  list,
  tree,
  wrong,
  type DefinitionProblem,
  type LaunchType,
  type Placed,
  type Tree,
} from "./problem.ts";

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
const MOST_CONTAINERS = 10;
const MOST_BYTES = 64 * 1024;

/**
 * Finds what ECS refuses in a task definition, when it is registered or when a task starts, and what would keep a task
 * from running. It is as in RegisterTaskDefinition, with network mode awsvpc. AWS is not asked.
 */
export function checkTaskDefinition(definition: Tree, launchType: LaunchType): DefinitionProblem[] {
  const containers = placed(definition);
  const ephemeral = tree(definition.ephemeralStorage).sizeInGiB;
  return [
    ...wholeProblems(definition, containers),
    ...inRange(["ephemeralStorage", "sizeInGiB"], ephemeral, [21, 200, "GiB"], 21),
    ...sizeProblems(definition, containers, launchType),
    ...containers.flatMap((container) => containerProblems(container, launchType)),
    ...orderProblems(containers),
  ];
}

function placed({ containerDefinitions }: Tree): Placed[] {
  return list(containerDefinitions).map((item, index): Placed => {
    const definition = tree(item);
    const name = typeof definition.name === "string" ? definition.name : `containerDefinitions[${index}]`;
    return { path: ["containerDefinitions", index], name, isEssential: definition.essential !== false, definition };
  });
}

function wholeProblems(definition: Tree, containers: readonly Placed[]): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const [first] = containers;
  if (containers.length > 0 && first !== undefined && !containers.some(({ isEssential }) => isEssential)) {
    const allowed = "true for one container at least: the task ends with its essential containers";
    problems.push(wrong([...first.path, "essential"], false, allowed, true));
  }
  for (const [index, { path, name }] of containers.entries()) {
    if (containers.findIndex((container) => container.name === name) === index) continue;
    problems.push(wrong([...path, "name"], name, "a name that no other container has", `${name}-${index + 1}`));
  }
  if (containers.length > MOST_CONTAINERS) {
    const path = ["containerDefinitions", MOST_CONTAINERS];
    const allowed = `at most ${MOST_CONTAINERS} containers`;
    problems.push({ path, value: containers[MOST_CONTAINERS]?.name, allowed, fix: { remove: path } });
  }
  const bytes = Buffer.byteLength(JSON.stringify(definition));
  if (bytes > MOST_BYTES) {
    const path = ["containerDefinitions"];
    const allowed = `a definition of at most ${MOST_BYTES} bytes; it has ${bytes}`;
    problems.push({ path, value: `${bytes} bytes`, allowed, fix: { remove: [...path, containers.length - 1] } });
  }
  return problems;
}
