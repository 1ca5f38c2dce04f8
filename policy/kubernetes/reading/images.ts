import type { Violation } from "../../kit/definition.ts";
import { record } from "../../kit/read.ts";
import type { KubernetesObject } from "../../kit/resource.ts";
import { collectUnknowns, forEachKnown } from "../../kit/unknown.ts";
import { eachContainer } from "./container.ts";
import { isUnset, list } from "./fields.ts";
import { podOf, type Pod } from "./pod.ts";
import type { Subject } from "./say.ts";

/** An image that a pod runs or mounts. */
export interface UsedImage extends Subject {
  /** The unparsed reference; undefined if there is none. */
  readonly reference: unknown;
  /** Name of the field below the subject. */
  readonly field: string;
}

/** Checks each image of the pod that an object makes: of containers, and of volumes that mount an image. */
export function* eachImage(
  object: KubernetesObject,
  check: (image: UsedImage) => Iterable<Violation>,
): Iterable<Violation> {
  const pod = podOf(object);
  if (pod === undefined) return;
  yield* collectUnknowns([
    () =>
      eachContainer(pod, ({ label, path, fields }) => check({ label, path, field: "image", reference: fields.image })),
    () => eachImageVolume(pod, check),
  ]);
}

function* eachImageVolume({ spec, path }: Pod, check: (image: UsedImage) => Iterable<Violation>): Iterable<Violation> {
  const volumes = list(spec.volumes);
  yield* forEachKnown(volumes.keys(), (index) => {
    const volume = record(volumes[index]);
    if (isUnset(volume.image)) return [];
    const label = `Volume ${JSON.stringify(volume.name)}`;
    const { reference } = record(volume.image);
    return check({ label, path: `${path}.volumes[${index}]`, field: "image.reference", reference });
  });
}
