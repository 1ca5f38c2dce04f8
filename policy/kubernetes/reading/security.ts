import type { Violation } from "../../kit/definition.ts";
import { at } from "../../kit/read.ts";
import type { KubernetesObject } from "../../kit/resource.ts";
import { collectUnknowns } from "../../kit/unknown.ts";
import { eachContainer, type Container } from "./container.ts";
import { podOf, type Pod } from "./pod.ts";
import type { Subject } from "./say.ts";

/** The name of the whole pod in messages. */
export function podSubject({ path }: Pod): Subject {
  return { label: "The pod", path };
}

/** Checks one field of the pod's own security context, then of each container's. */
export function* inEverySecurityContext(
  object: KubernetesObject,
  check: (subject: Subject, read: (field: string) => unknown) => Iterable<Violation>,
): Iterable<Violation> {
  const pod = podOf(object);
  if (pod === undefined) return;
  yield* collectUnknowns([
    () => check(podSubject(pod), (field) => at(pod.spec, field.split("."))),
    () => eachContainer(pod, (container) => check(container, (field) => readContainer(container, field))),
  ]);
}

/** Checks each container of the pod that an object makes. */
export function* inEveryContainer(
  object: KubernetesObject,
  check: (container: Container, pod: Pod) => Iterable<Violation>,
): Iterable<Violation> {
  const pod = podOf(object);
  if (pod !== undefined) yield* eachContainer(pod, (container) => check(container, pod));
}

/** The member of a container at a dotted path. */
export function readContainer({ fields }: Container, field: string): unknown {
  return at(fields, field.split("."));
}
