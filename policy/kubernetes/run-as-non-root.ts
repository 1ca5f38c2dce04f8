import type { Violation } from "../kit/definition.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { at } from "../kit/read.ts";
import { collectUnknowns } from "../kit/unknown.ts";
import { eachContainer, type Container } from "./reading/container.ts";
import { isUnset } from "./reading/fields.ts";
import { cisKubernetes, nsa, podSecurity } from "./reading/frameworks.ts";
import { podOf, type Pod } from "./reading/pod.ts";
import { notAllowed, onlyIfSet } from "./reading/say.ts";
import { podSubject, readContainer } from "./reading/security.ts";

const FIELD = "securityContext.runAsNonRoot";

/**
 * Kubernetes 1.35 and newer let pods with hostUsers: false be root inside; older ones don't. What passes here passes in
 * every version.
 */
export const runAsNonRoot = kubernetesPolicy({
  name: "run-as-non-root",
  title: "Containers don't run as root, and Kubernetes enforces it.",
  why: "Root in a container is root on the node when the runtime or the kernel has a vulnerability. Only runAsNonRoot makes the kubelet check the user of the image.",
  fix: "Set securityContext.runAsNonRoot: true on the pod, and nowhere false.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [podSecurity("Running as Non-root"), cisKubernetes("5.2.7"), nsa("Non-root containers")],
  *check(object) {
    const pod = podOf(object);
    if (pod === undefined) return;
    yield* collectUnknowns([
      () => onlyIfSet(podSubject(pod), FIELD, ofPod(pod), [true]),
      () => eachContainer(pod, (container) => ofContainer(container, pod)),
    ]);
  },
});

function ofPod({ spec }: Pod): unknown {
  return at(spec, FIELD.split("."));
}

function* ofContainer(container: Container, pod: Pod): Iterable<Violation> {
  const own = readContainer(container, FIELD);
  // A value of the pod for all containers is reported once, for the pod.
  if (own === true || (isUnset(own) && !isUnset(ofPod(pod)))) return;
  yield notAllowed(container, FIELD, own, isUnset(own) ? "true, here or on the pod" : "true");
}
