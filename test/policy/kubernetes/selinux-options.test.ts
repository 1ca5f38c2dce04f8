import { selinuxOptions } from "../../../policy/kubernetes/selinux-options.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(selinuxOptions, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.securityContext.seLinuxOptions.type",
      message:
        'The pod: securityContext.seLinuxOptions.type is "spc_t"; allowed: "container_t", "container_init_t", "container_kvm_t" or "container_engine_t", or not set.',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].securityContext.seLinuxOptions.user",
      message: 'Container "api": securityContext.seLinuxOptions.user is "system_u"; allowed: not set.',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].securityContext.seLinuxOptions.role",
      message: 'Container "api": securityContext.seLinuxOptions.role is "system_r"; allowed: not set.',
    },
  ],
  unknownAt: "spec.template.spec.containers[0].securityContext.seLinuxOptions.user",
});
