import { noProbeHost } from "../../../policy/kubernetes/no-probe-host.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(noProbeHost, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].livenessProbe.httpGet.host",
      message: 'Container "api": livenessProbe.httpGet.host is "169.254.169.254"; allowed: not set.',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].lifecycle.preStop.httpGet.host",
      message: 'Container "api": lifecycle.preStop.httpGet.host is "other.example.com"; allowed: not set.',
    },
  ],
  unknownAt: "spec.template.spec.containers[0].livenessProbe.httpGet.host",
});
