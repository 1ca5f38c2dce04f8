import type { Violation } from "../kit/definition.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { at } from "../kit/read.ts";
import { collectUnknowns } from "../kit/unknown.ts";
import { eachContainer, type Container } from "./reading/container.ts";
import { isUnset } from "./reading/fields.ts";
import { cisKubernetes, nsa, podSecurity } from "./reading/frameworks.ts";
import { isWindows, podOf, type Pod } from "./reading/pod.ts";
import { choices, notAllowed } from "./reading/say.ts";
import { podSubject, readContainer } from "./reading/security.ts";

const PROFILE = "securityContext.seccompProfile";
const FIELD = `${PROFILE}.type`;
const ALLOWED = ["RuntimeDefault", "Localhost"];

export const seccompProfile = kubernetesPolicy({
  name: "seccomp-profile",
  title: "Every container runs under a seccomp profile.",
  why: "Without one, a container may use every system call of the node's kernel, also the rarely used ones, where most vulnerabilities are found. Kubernetes sets none by default.",
  fix: "Set securityContext.seccompProfile.type: RuntimeDefault on the pod.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [podSecurity("Seccomp"), cisKubernetes("5.7.2"), nsa("Hardening container environments")],
  *check(object) {
    const pod = podOf(object);
    if (pod === undefined || isWindows(pod)) return;
    yield* collectUnknowns([
      () => (isUnset(at(pod.spec, PROFILE.split("."))) ? [] : allowedType(pod)),
      () => eachContainer(pod, (container) => ofContainer(container, pod)),
    ]);
  },
});

function* allowedType(pod: Pod): Iterable<Violation> {
  const type = ofPod(pod);
  if (!isAllowed(type)) yield notAllowed(podSubject(pod), FIELD, type, choices(ALLOWED));
}

function* ofContainer(container: Container, pod: Pod): Iterable<Violation> {
  if (isUnset(readContainer(container, PROFILE))) {
    // A value of the pod for all containers is reported once, for the pod.
    if (!isUnset(at(pod.spec, PROFILE.split(".")))) return;
    yield notAllowed(container, FIELD, undefined, `${choices(ALLOWED)}, here or on the pod`);
  } else {
    const type = readContainer(container, FIELD);
    if (!isAllowed(type)) yield notAllowed(container, FIELD, type, choices(ALLOWED));
  }
}

function ofPod({ spec }: Pod): unknown {
  return at(spec, FIELD.split("."));
}

function isAllowed(type: unknown): boolean {
  return typeof type === "string" && ALLOWED.includes(type);
}
