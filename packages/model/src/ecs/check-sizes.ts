import { FARGATE_CPU, fargateMemory, nearestSize, sizesText } from "./fargate.ts";
import { inRange, wrong, type DefinitionProblem, type LaunchType, type Placed, type Tree } from "./problem.ts";

/** Docker's own least memory of a container. */
const LEAST_MEMORY = 6;

/** Sizes of the task and of its containers. */
export function sizeProblems(task: Tree, containers: readonly Placed[], launchType: LaunchType): DefinitionProblem[] {
  const cpu = size(task.cpu);
  const memory = size(task.memory);
  const ofTask = launchType === "FARGATE" ? fargateProblems(task, cpu, memory) : ec2Problems(task, cpu);
  return [
    ...ofTask,
    ...containers.flatMap((container) => memoryProblems(container, launchType === "EC2" && task.memory === undefined)),
    ...(ofTask.length > 0 ? [] : [...sumProblem("cpu", cpu, containers), ...sumProblem("memory", memory, containers)]),
  ];
}

/** ECS takes the sizes of a task as text. */
function size(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
}

function fargateProblems(task: Tree, cpu: number | undefined, memory: number | undefined): DefinitionProblem[] {
  if (cpu === undefined || !FARGATE_CPU.includes(cpu)) {
    const to = nearestSize(cpu ?? 512, FARGATE_CPU);
    const fits = memory === undefined || fargateMemory(to).includes(memory);
    const allowed = `${sizesText(FARGATE_CPU)} CPU units, on Fargate`;
    const problems = [wrong(["cpu"], task.cpu, allowed, to)];
    return fits ? problems : [...problems, memoryOfFargate(task, to, memory)];
  }
  return memory !== undefined && fargateMemory(cpu).includes(memory) ? [] : [memoryOfFargate(task, cpu, memory)];
}

function memoryOfFargate(task: Tree, cpu: number, memory = 0): DefinitionProblem {
  const sizes = fargateMemory(cpu);
  const allowed = `${sizesText(sizes)} MiB, on Fargate with ${cpu} CPU units`;
  return wrong(["memory"], task.memory, allowed, nearestSize(memory, sizes));
}

function ec2Problems(task: Tree, cpu: number | undefined): DefinitionProblem[] {
  if (task.cpu === undefined) return [];
  return inRange(["cpu"], cpu ?? task.cpu, [128, 196608, "CPU units"], 512);
}

function memoryProblems({ path, definition }: Placed, isNeeded: boolean): DefinitionProblem[] {
  const { memory, memoryReservation } = definition;
  const problems = [
    ...inRange([...path, "cpu"], definition.cpu, [0, 196608, "CPU units"], 32),
    ...inRange([...path, "memory"], memory, [LEAST_MEMORY, 1048576, "MiB"], 128),
    ...inRange([...path, "memoryReservation"], memoryReservation, [LEAST_MEMORY, 1048576, "MiB"], 128),
  ];
  if (problems.length > 0) return problems;
  if (isNeeded && memory === undefined && memoryReservation === undefined) {
    return [wrong([...path, "memory"], memory, "MiB, or memoryReservation, because the task has no memory", 128)];
  }
  if (typeof memory !== "number" || typeof memoryReservation !== "number" || memory > memoryReservation) return [];
  const at = [...path, "memoryReservation"];
  return [wrong(at, memoryReservation, `less than memory, which is ${memory}`, Math.max(LEAST_MEMORY, memory - 1))];
}

/** Containers together may have no more than the task. The first one that goes beyond is named. */
function sumProblem(
  key: "cpu" | "memory",
  whole: number | undefined,
  containers: readonly Placed[],
): DefinitionProblem[] {
  if (whole === undefined) return [];
  // A container is placed by its reservation, if it has one.
  const parts = containers.map(({ definition }) =>
    Number((key === "memory" ? (definition.memoryReservation ?? definition.memory) : definition.cpu) ?? 0),
  );
  const sum = parts.reduce((total, part) => total + part, 0);
  if (sum <= whole) return [];
  const unit = key === "cpu" ? "CPU units" : "MiB";
  const names = containers.map(({ name }, index) => `${name} ${parts[index] ?? 0}`).join(", ");
  return [wrong([key], whole, `at least ${sum} ${unit}, which the containers have together (${names})`, sum)];
}
