import { kubernetesPolicy } from "../kit/policy.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { nsa, podSecurity } from "./reading/frameworks.ts";
import { choices, notAllowed } from "./reading/say.ts";
import { inEverySecurityContext } from "./reading/security.ts";
import { isUnset } from "./reading/fields.ts";

const TYPES = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

/** The allowed values of each option, besides leaving it out. */
const ALLOWED: readonly { readonly option: string; readonly values: readonly string[] }[] = [
  { option: "type", values: TYPES },
  { option: "user", values: [] },
  { option: "role", values: [] },
];

export const selinuxOptions = kubernetesPolicy({
  name: "selinux-options",
  title: "SELinux labels are the container runtime's.",
  why: "On nodes with SELinux (Bottlerocket is one) the label is what keeps a container from the node's files. Another type, user or role can lift that.",
  fix: "Leave out seLinuxOptions.user and .role; as type use container_t or nothing.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [podSecurity("SELinux", "Baseline"), nsa("Hardening container environments")],
  *check(object) {
    yield* inEverySecurityContext(object, (subject, read) =>
      forEachKnown(ALLOWED, function* ({ option, values }) {
        const field = `securityContext.seLinuxOptions.${option}`;
        const value = read(field);
        if (isUnset(value) || value === "" || (typeof value === "string" && values.includes(value))) return;
        yield notAllowed(subject, field, value, values.length === 0 ? "not set" : `${choices(values)}, or not set`);
      }),
    );
  },
});
