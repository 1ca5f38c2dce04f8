import type { Violation } from "../../kit/definition.ts";
import { type Fields, record } from "../../kit/read.ts";
import { forEachKnown } from "../../kit/unknown.ts";
import { list } from "./fields.ts";
import type { Pod } from "./pod.ts";

const GROUPS = {
  initContainers: "Init container",
  containers: "Container",
  ephemeralContainers: "Ephemeral container",
};

export type ContainerGroup = keyof typeof GROUPS;

/** A container of a pod, with its name in messages. */
export interface Container {
  readonly group: ContainerGroup;
  readonly fields: Fields;
  /** Such as `Init container "migrate"`. */
  readonly label: string;
  /** Path within the object, such as spec.template.spec.containers[0]. */
  readonly path: string;
}

/** Every group, in the order in which a pod starts them. */
const ALL_CONTAINERS: readonly ContainerGroup[] = ["initContainers", "containers", "ephemeralContainers"];

/** Checks each container of a pod separately: an unknown value of one doesn't hide violations of another. */
export function* eachContainer(
  pod: Pod,
  check: (container: Container) => Iterable<Violation>,
  groups = ALL_CONTAINERS,
): Iterable<Violation> {
  yield* forEachKnown(groups, (group) =>
    forEachKnown(list(pod.spec[group]).keys(), (index) => check(container(pod, group, index))),
  );
}

function container({ spec, path }: Pod, group: ContainerGroup, index: number): Container {
  const fields = record(list(spec[group])[index]);
  return {
    group,
    fields,
    label: `${GROUPS[group]} ${JSON.stringify(fields.name ?? index)}`,
    path: `${path}.${group}[${index}]`,
  };
}
