import { cisEks } from "../kit/frameworks.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { cisKubernetes, nsa, podSecurity } from "./reading/frameworks.ts";
import { podOf } from "./reading/pod.ts";
import { onlyIfSet } from "./reading/say.ts";
import { podSubject } from "./reading/security.ts";

export const noHostNamespaces = kubernetesPolicy({
  name: "no-host-namespaces",
  title: "Pods share no network, process or IPC namespace with their node.",
  why: "A pod in the node's network reaches what listens on the node's loopback and the instance metadata service with the node's role; one in its process namespace sees, and may signal, every process of the node.",
  fix: "Leave out hostNetwork, hostPID and hostIPC. To reach an agent on the same node, give it a Service with internalTrafficPolicy: Local.",
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [
    podSecurity("Host Namespaces", "Baseline"),
    cisEks("4.2.2"),
    cisEks("4.2.3"),
    cisEks("4.2.4"),
    cisKubernetes("5.2.3"),
    cisKubernetes("5.2.4"),
    cisKubernetes("5.2.5"),
    nsa("Pod security enforcement"),
  ],
  *check(object) {
    const pod = podOf(object);
    if (pod === undefined) return;
    yield* forEachKnown(["hostNetwork", "hostPID", "hostIPC"], (field) =>
      onlyIfSet(podSubject(pod), field, pod.spec[field], [false]),
    );
  },
});
