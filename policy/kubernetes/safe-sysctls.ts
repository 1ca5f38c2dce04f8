import { kubernetesPolicy } from "../kit/policy.ts";
import { at, record } from "../kit/read.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { list, shown } from "./reading/fields.ts";
import { podSecurity } from "./reading/frameworks.ts";
import { podOf } from "./reading/pod.ts";
import { choices } from "./reading/say.ts";

/** As of Kubernetes 1.32; newer versions removed none. */
const SAFE = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
];

export const safeSysctls = kubernetesPolicy({
  name: "safe-sysctls",
  title: "Pods set only sysctls of the safe set.",
  why: "Other sysctls change the node for all of its pods, or disable a protection.",
  fix: "Remove the sysctl. Where a node needs it, set it in the node's own configuration.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [podSecurity("Sysctls", "Baseline")],
  *check(object) {
    const pod = podOf(object);
    if (pod === undefined) return;
    const sysctls = list(at(pod.spec, ["securityContext", "sysctls"]));
    yield* forEachKnown(sysctls.keys(), function* (index) {
      const { name } = record(sysctls[index]);
      if (typeof name === "string" && SAFE.includes(name)) return;
      const path = `${pod.path}.securityContext.sysctls[${index}].name`;
      yield { message: `The pod: sysctl ${shown(name)}; allowed: ${choices(SAFE)}.`, path };
    });
  },
});
