import { kubernetesPolicy } from "../kit/policy.ts";
import { isWindows } from "./reading/pod.ts";
import { nsa } from "./reading/frameworks.ts";
import { notAllowed } from "./reading/say.ts";
import { inEveryContainer, readContainer } from "./reading/security.ts";

const FIELD = "securityContext.readOnlyRootFilesystem";

export const readOnlyRootFilesystem = kubernetesPolicy({
  name: "read-only-root-filesystem",
  title: "No container can change the files of its image.",
  why: "An intruder can't add tools or change the program, and data that an app writes there by mistake would be lost with the pod.",
  fix: "Set securityContext.readOnlyRootFilesystem: true, and mount an emptyDir where the program must write, such as /tmp.",
  severity: "medium",
  // The Pod Security Standards don't require it, and many images don't support it.
  enforcement: "advisory",
  frameworks: [nsa("Immutable container file systems")],
  *check(object) {
    yield* inEveryContainer(object, function* (container, pod) {
      const value = readContainer(container, FIELD);
      if (value !== true && !isWindows(pod)) yield notAllowed(container, FIELD, value, "true");
    });
  },
});
