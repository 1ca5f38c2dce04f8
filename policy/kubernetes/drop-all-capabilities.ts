import type { Violation } from "../kit/definition.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { collectUnknowns } from "../kit/unknown.ts";
import type { Container } from "./reading/container.ts";
import { cisKubernetes, nsa, podSecurity } from "./reading/frameworks.ts";
import { isWindows } from "./reading/pod.ts";
import { notAllowed } from "./reading/say.ts";
import { inEveryContainer, readContainer } from "./reading/security.ts";
import { list } from "./reading/fields.ts";

const DROP = "securityContext.capabilities.drop";
const ADD = "securityContext.capabilities.add";

export const dropAllCapabilities = kubernetesPolicy({
  name: "drop-all-capabilities",
  title: "Every container drops all Linux capabilities; NET_BIND_SERVICE may be added again.",
  why: "By default container runtimes grant some of root's capabilities, for example forging network packets. An API or an agent doesn't need them; an intruder can use them.",
  fix: 'Set securityContext.capabilities.drop: ["ALL"], and add only NET_BIND_SERVICE.',
  severity: "high",
  enforcement: "mandatory",
  frameworks: [
    podSecurity("Capabilities"),
    cisKubernetes("5.2.8"),
    cisKubernetes("5.2.9"),
    cisKubernetes("5.2.10"),
    nsa("Pod security enforcement"),
  ],
  *check(object) {
    yield* inEveryContainer(object, (container, pod) =>
      isWindows(pod) ? [] : collectUnknowns([() => droppedAll(container), () => addedFew(container)]),
    );
  },
});

function* droppedAll(container: Container): Iterable<Violation> {
  const drop = readContainer(container, DROP);
  if (!list(drop).includes("ALL")) yield notAllowed(container, DROP, drop, '["ALL"]');
}

function* addedFew(container: Container): Iterable<Violation> {
  const add = readContainer(container, ADD);
  if (list(add).some((capability) => capability !== "NET_BIND_SERVICE")) {
    yield notAllowed(container, ADD, add, '["NET_BIND_SERVICE"], or not set');
  }
}
