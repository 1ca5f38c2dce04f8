import { cisEks } from "../kit/frameworks.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { cisKubernetes, nsa, podSecurity } from "./reading/frameworks.ts";
import { onlyIfSet } from "./reading/say.ts";
import { inEveryContainer, readContainer } from "./reading/security.ts";

const FIELD = "securityContext.privileged";

export const noPrivilegedContainers = kubernetesPolicy({
  name: "no-privileged-containers",
  title: "No container is privileged.",
  why: "A privileged container has all of root's privileges on its node: an intruder controls the node and reads the credentials of every pod on it.",
  fix: "Remove securityContext.privileged.",
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [
    podSecurity("Privileged Containers", "Baseline"),
    cisEks("4.2.1"),
    cisKubernetes("5.2.2"),
    nsa("Pod security enforcement"),
  ],
  *check(object) {
    yield* inEveryContainer(object, (container) =>
      onlyIfSet(container, FIELD, readContainer(container, FIELD), [false]),
    );
  },
});
