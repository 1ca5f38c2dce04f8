/**
 * Memory in MiB that goes with each number of CPU units, for a task on Fargate. Containers may divide it as they like.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
const MEMORY_BY_CPU: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, steps(1024, 4096, 1024)],
  [1024, steps(2048, 8192, 1024)],
  [2048, steps(4096, 16384, 1024)],
  [4096, steps(8192, 30720, 1024)],
  [8192, steps(16384, 61440, 4096)],
  [16384, steps(32768, 122880, 8192)],
]);

function steps(first: number, last: number, step: number): number[] {
  return Array.from({ length: (last - first) / step + 1 }, (_, index) => first + index * step);
}

/** CPU units that a task on Fargate can have. */
export const FARGATE_CPU: readonly number[] = [...MEMORY_BY_CPU.keys()];

/** MiB that go with so many CPU units on Fargate; none when it has no tasks of that size. */
export function fargateMemory(cpu: number): readonly number[] {
  return MEMORY_BY_CPU.get(cpu) ?? [];
}

/** The smallest of some sizes that is enough, or else the largest. */
export function nearestSize(wanted: number, sizes: readonly number[]): number {
  return sizes.find((size) => size >= wanted) ?? sizes.at(-1) ?? wanted;
}

/** Sizes in words: `512, 1024 or 2048`, or `16384 to 61440 in steps of 4096`. */
export function sizesText(sizes: readonly number[]): string {
  const [first = 0, second = first] = sizes;
  const last = sizes.at(-1) ?? first;
  return sizes.length > 4 && last - first === (sizes.length - 1) * (second - first)
    ? `${first} to ${last} in steps of ${second - first}`
    : sizes.join(", ").replace(/, (?=\d+$)/, " or ");
}
