import { kubernetesPolicy } from "../kit/policy.ts";
import { cisKubernetes, podSecurity } from "./reading/frameworks.ts";
import { onlyIfSet } from "./reading/say.ts";
import { inEverySecurityContext } from "./reading/security.ts";

const FIELD = "securityContext.windowsOptions.hostProcess";

export const noWindowsHostProcess = kubernetesPolicy({
  name: "no-windows-host-process",
  title: "No Windows container is a HostProcess container.",
  why: "A HostProcess container is not isolated: it controls the node, like a privileged container on Linux.",
  fix: "Remove securityContext.windowsOptions.hostProcess.",
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [podSecurity("HostProcess", "Baseline"), cisKubernetes("5.2.11")],
  *check(object) {
    yield* inEverySecurityContext(object, (subject, read) => onlyIfSet(subject, FIELD, read(FIELD), [false]));
  },
});
