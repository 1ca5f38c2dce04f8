import { noWindowsHostProcess } from "../../../policy/kubernetes/no-windows-host-process.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(noWindowsHostProcess, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.securityContext.windowsOptions.hostProcess",
      message: "The pod: securityContext.windowsOptions.hostProcess is true; allowed: false, or not set.",
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].securityContext.windowsOptions.hostProcess",
      message: 'Container "api": securityContext.windowsOptions.hostProcess is true; allowed: false, or not set.',
    },
  ],
  unknownAt: "spec.template.spec.securityContext.windowsOptions.hostProcess",
});
