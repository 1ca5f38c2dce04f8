import { safeSysctls } from "../../../policy/kubernetes/safe-sysctls.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(safeSysctls, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.securityContext.sysctls[1].name",
      message:
        'The pod: sysctl is "kernel.msgmax"; allowed: "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_rmem", "net.ipv4.tcp_syncookies" or "net.ipv4.tcp_wmem".',
    },
  ],
  unknownAt: "spec.template.spec.securityContext.sysctls[1].name",
});
