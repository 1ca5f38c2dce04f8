import { forbidden, list, tree, wrong, type DefinitionProblem, type Path, type Placed } from "./problem.ts";

const CONDITIONS = ["START", "COMPLETE", "SUCCESS", "HEALTHY"];

interface Dependency {
  readonly path: Path;
  readonly from: Placed;
  readonly on: string;
  readonly condition: unknown;
}

/** In which order containers start: names that exist, conditions that can hold, and no circle. */
export function orderProblems(containers: readonly Placed[]): DefinitionProblem[] {
  const dependencies = containers.flatMap((from) =>
    list(from.definition.dependsOn).map((item, index): Dependency => {
      const { containerName, condition } = tree(item);
      return { path: [...from.path, "dependsOn", index], from, on: String(containerName), condition };
    }),
  );
  const problems = dependencies.flatMap((dependency) => dependencyProblems(dependency, containers));
  return problems.length > 0 ? problems : circleProblems(dependencies);
}

function dependencyProblems({ path, from, on, condition }: Dependency, all: readonly Placed[]): DefinitionProblem[] {
  const target = all.find(({ name }) => name === on);
  const others = all.filter((container) => container !== from).map(({ name }) => name);
  if (target === undefined || target === from) {
    const allowed =
      others.length === 0 ? "nothing: there is no other container" : `another container: ${others.join(", ")}`;
    return [{ path: [...path, "containerName"], value: on, allowed, fix: { remove: path } }];
  }
  const at = [...path, "condition"];
  if (!CONDITIONS.includes(String(condition))) {
    return [wrong(at, condition, CONDITIONS.map((word) => `"${word}"`).join(" or "), "START")];
  }
  if (condition === "HEALTHY" && target.definition.healthCheck === undefined) {
    return [wrong(at, condition, `START: container ${on} has no healthCheck, so that it never gets healthy`, "START")];
  }
  if ((condition === "COMPLETE" || condition === "SUCCESS") && target.isEssential) {
    const allowed = `START or HEALTHY: container ${on} is essential, and the task would end with it`;
    return [wrong(at, condition, allowed, "START")];
  }
  return [];
}

/** The first dependency of each circle of containers that wait for each other. */
function circleProblems(dependencies: readonly Dependency[]): DefinitionProblem[] {
  const inCircle = dependencies.find(({ from, on }) => leadsTo(on, from.name, dependencies));
  if (inCircle === undefined) return [];
  const { path, from, on } = inCircle;
  const because = `because ${on} waits for ${from.name} already, directly or through others`;
  return [{ ...forbidden([...path, "containerName"], on, because), fix: { remove: path } }];
}

function leadsTo(start: string, end: string, dependencies: readonly Dependency[], seen = new Set<string>()): boolean {
  if (start === end) return true;
  if (seen.has(start)) return false;
  seen.add(start);
  return dependencies.filter(({ from }) => from.name === start).some(({ on }) => leadsTo(on, end, dependencies, seen));
}
