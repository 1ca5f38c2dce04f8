import { apparmorProfile } from "../../../policy/kubernetes/apparmor-profile.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(apparmorProfile, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.securityContext.appArmorProfile.type",
      message:
        'The pod: securityContext.appArmorProfile.type is "Unconfined"; allowed: "RuntimeDefault" or "Localhost", or no appArmorProfile.',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].securityContext.appArmorProfile.type",
      message:
        'Container "api": securityContext.appArmorProfile.type is "Unconfined"; allowed: "RuntimeDefault" or "Localhost", or no appArmorProfile.',
    },
    {
      urn: "Deployment shop/api",
      path: 'spec.template.metadata.annotations["container.apparmor.security.beta.kubernetes.io/api"]',
      message:
        'The pod: annotation container.apparmor.security.beta.kubernetes.io/api is "unconfined"; allowed: "runtime/default" or "localhost/…", or not set.',
    },
  ],
  unknownAt: "spec.template.spec.containers[0].securityContext.appArmorProfile.type",
});
