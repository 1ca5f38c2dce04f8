import type { Violation } from "../kit/definition.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { type Fields, record } from "../kit/read.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { isUnset, list } from "./reading/fields.ts";
import { cisKubernetes, nsa, podSecurity } from "./reading/frameworks.ts";
import { podOf } from "./reading/pod.ts";
import { choices } from "./reading/say.ts";

/** The image source came with Kubernetes 1.31; admission lets it in. */
const ALLOWED = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

export const restrictedVolumeTypes = kubernetesPolicy({
  name: "restricted-volume-types",
  title: "Pods mount only volumes that Kubernetes provides, no files of their node.",
  why: "A hostPath volume exposes files of the node: the kubelet's credentials, the container runtime, other pods' secrets. The other sources bypass the storage that the cluster's owner manages.",
  fix: "Use a ConfigMap, Secret, emptyDir or PersistentVolumeClaim. An agent gets its data over the network: a Service with internalTrafficPolicy: Local.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [
    podSecurity("Volume Types"),
    podSecurity("HostPath Volumes", "Baseline"),
    cisKubernetes("5.2.12"),
    nsa("Pod security enforcement"),
  ],
  *check(object) {
    const pod = podOf(object);
    if (pod === undefined) return;
    const volumes = list(pod.spec.volumes);
    yield* forEachKnown(volumes.keys(), (index) => sources(record(volumes[index]), `${pod.path}.volumes[${index}]`));
  },
});

function* sources(volume: Fields, path: string): Iterable<Violation> {
  const given = Object.keys(volume).filter((key) => key !== "name" && !isUnset(volume[key]));
  const label = `Volume ${JSON.stringify(volume.name)}`;
  const forbidden = given.filter((source) => !ALLOWED.includes(source));
  for (const source of forbidden) {
    yield { message: `${label}: its source is ${source}; allowed: ${choices(ALLOWED)}.`, path: `${path}.${source}` };
  }
  // Kubernetes treats it as an emptyDir, but admission rejects it.
  if (given.length === 0) yield { message: `${label}: it has no source; allowed: ${choices(ALLOWED)}.`, path };
}
