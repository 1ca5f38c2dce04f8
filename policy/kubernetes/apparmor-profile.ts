import type { Violation } from "../kit/definition.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { record } from "../kit/read.ts";
import { collectUnknowns, forEachKnown } from "../kit/unknown.ts";
import { isUnset, shown } from "./reading/fields.ts";
import { nsa, podSecurity } from "./reading/frameworks.ts";
import { podOf, type Pod } from "./reading/pod.ts";
import { choices, notAllowed } from "./reading/say.ts";
import { inEverySecurityContext } from "./reading/security.ts";

const PROFILE = "securityContext.appArmorProfile";
const FIELD = `${PROFILE}.type`;
const ALLOWED = ["RuntimeDefault", "Localhost"];
/** The annotation used before Kubernetes 1.30; still effective. */
const ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";

export const apparmorProfile = kubernetesPolicy({
  name: "apparmor-profile",
  title: "No container disables AppArmor.",
  why: "On nodes with AppArmor the runtime's profile keeps a container from the node's own files under /proc and /sys. Unconfined removes that protection.",
  fix: "Leave out appArmorProfile and the older annotation, or name RuntimeDefault or a profile of the node.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [podSecurity("AppArmor", "Baseline"), nsa("Hardening container environments")],
  *check(object) {
    const pod = podOf(object);
    if (pod === undefined) return;
    yield* collectUnknowns([
      () =>
        inEverySecurityContext(object, function* (subject, read) {
          const type = read(FIELD);
          if (isUnset(read(PROFILE)) || (typeof type === "string" && ALLOWED.includes(type))) return;
          yield notAllowed(subject, FIELD, type, `${choices(ALLOWED)}, or no appArmorProfile`);
        }),
      () => annotations(pod),
    ]);
  },
});

function* annotations({ metadata, metadataPath }: Pod): Iterable<Violation> {
  const all = record(metadata.annotations);
  const keys = Object.keys(all).filter((key) => key.startsWith(ANNOTATION));
  yield* forEachKnown(keys, function* (key) {
    const value = all[key];
    if (value === "" || value === "runtime/default") return;
    if (typeof value === "string" && value.startsWith("localhost/")) return;
    yield {
      message: `The pod: annotation ${key} ${shown(value)}; allowed: "runtime/default" or "localhost/…", or not set.`,
      path: `${metadataPath}.annotations["${key}"]`,
    };
  });
}
