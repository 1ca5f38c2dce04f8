import { cisEks } from "../kit/frameworks.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { cisKubernetes, nsa } from "./reading/frameworks.ts";
import { podOf } from "./reading/pod.ts";
import { notAllowed } from "./reading/say.ts";
import { podSubject } from "./reading/security.ts";
import { serviceAccountOf } from "./reading/service-account.ts";

export const noDefaultServiceAccount = kubernetesPolicy({
  name: "no-default-service-account",
  title: "Every pod runs as a dedicated service account.",
  why: "All pods without an account share the namespace's default one: a role or an AWS identity for one of them applies to all of them.",
  fix: "Create a ServiceAccount for the workload and set serviceAccountName.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [cisEks("4.1.5"), cisKubernetes("5.1.5"), nsa("Protecting Pod service account tokens")],
  *check(object) {
    const pod = podOf(object);
    if (pod === undefined) return;
    const account = serviceAccountOf(pod);
    if (account !== "default") return;
    yield notAllowed(
      podSubject(pod),
      "serviceAccountName",
      pod.spec.serviceAccountName,
      'an account other than "default"',
    );
  },
});
