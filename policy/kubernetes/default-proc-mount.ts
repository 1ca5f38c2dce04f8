import { kubernetesPolicy } from "../kit/policy.ts";
import { podSecurity } from "./reading/frameworks.ts";
import { onlyIfSet } from "./reading/say.ts";
import { inEveryContainer, readContainer } from "./reading/security.ts";

const FIELD = "securityContext.procMount";

export const defaultProcMount = kubernetesPolicy({
  name: "default-proc-mount",
  title: "Containers see /proc with the runtime's masks.",
  why: "The masks hide kernel settings and memory of the node that appear under /proc. Unmasked exposes them.",
  fix: "Remove securityContext.procMount.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [podSecurity("/proc Mount Type", "Baseline")],
  *check(object) {
    yield* inEveryContainer(object, (container) =>
      onlyIfSet(container, FIELD, readContainer(container, FIELD), ["Default"]),
    );
  },
});
