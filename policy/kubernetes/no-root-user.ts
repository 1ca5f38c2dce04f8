import { kubernetesPolicy } from "../kit/policy.ts";
import { cisKubernetes, nsa, podSecurity } from "./reading/frameworks.ts";
import { notAllowed } from "./reading/say.ts";
import { inEverySecurityContext } from "./reading/security.ts";
import { isUnset } from "./reading/fields.ts";

const FIELD = "securityContext.runAsUser";

export const noRootUser = kubernetesPolicy({
  name: "no-root-user",
  title: "No pod or container runs as user 0.",
  why: "User 0 is root. With runAsNonRoot such a pod never starts; without it, it runs as root.",
  fix: "Set securityContext.runAsUser to the number of an unprivileged user, such as 10001, or leave it to the image.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [podSecurity("Running as Non-root user"), cisKubernetes("5.2.7"), nsa("Non-root containers")],
  *check(object) {
    yield* inEverySecurityContext(object, function* (subject, read) {
      const user = read(FIELD);
      if (isUnset(user) || (typeof user === "number" && user > 0)) return;
      yield notAllowed(subject, FIELD, user, "a number above 0, or not set");
    });
  },
});
