import { kubernetesPolicy } from "../kit/policy.ts";
import { cisKubernetes, podSecurity } from "./reading/frameworks.ts";
import { onlyIfSet } from "./reading/say.ts";
import { inEverySecurityContext } from "./reading/security.ts";

const FIELD = "securityContext.windowsOptions.hostProcess";

export const noWindowsHostProcess = kubernetesPolicy({
  name: "no-windows-host-process",
  title: "No Windows container runs as a process of its node.",
  why: "A HostProcess container is not contained at all: it has the node, as a privileged one has on Linux.",
  fix: "Remove securityContext.windowsOptions.hostProcess.",
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [podSecurity("HostProcess", "Baseline"), cisKubernetes("5.2.11")],
  *check(object) {
    yield* inEverySecurityContext(object, (subject, read) => onlyIfSet(subject, FIELD, read(FIELD), [false]));
  },
});
