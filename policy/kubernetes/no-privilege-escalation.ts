import { cisEks } from "../kit/frameworks.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { cisKubernetes, nsa, podSecurity } from "./reading/frameworks.ts";
import { isWindows } from "./reading/pod.ts";
import { notAllowed } from "./reading/say.ts";
import { inEveryContainer, readContainer } from "./reading/security.ts";

const FIELD = "securityContext.allowPrivilegeEscalation";

export const noPrivilegeEscalation = kubernetesPolicy({
  name: "no-privilege-escalation",
  title: "No process of a container can gain more privileges than its container has.",
  why: "Without it a set-user-id program in the image turns an unprivileged intruder into root inside the container. Kubernetes allows that by default.",
  fix: "Set securityContext.allowPrivilegeEscalation: false on every container; a pod-level setting doesn't exist.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [
    podSecurity("Privilege Escalation"),
    cisEks("4.2.5"),
    cisKubernetes("5.2.6"),
    nsa("Pod security enforcement"),
  ],
  *check(object) {
    yield* inEveryContainer(object, function* (container, pod) {
      const value = readContainer(container, FIELD);
      if (value !== false && !isWindows(pod)) yield notAllowed(container, FIELD, value, "false");
    });
  },
});
