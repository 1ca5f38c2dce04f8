import { kubernetesPolicy } from "../kit/policy.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { podSecurity } from "./reading/frameworks.ts";
import { notAllowed } from "./reading/say.ts";
import { inEveryContainer, readContainer } from "./reading/security.ts";
import { isUnset } from "./reading/fields.ts";

const HANDLERS = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];
const FIELDS = HANDLERS.flatMap((handler) => [`${handler}.httpGet.host`, `${handler}.tcpSocket.host`]);

/** Part of the standard from Kubernetes 1.34 on. */
export const noProbeHost = kubernetesPolicy({
  name: "no-probe-host",
  title: "Probes and lifecycle hooks call the pod itself.",
  why: "The kubelet makes these calls from the node. With a host they can be used to reach what only nodes may reach.",
  fix: "Remove host from httpGet and tcpSocket; the kubelet then calls the pod.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [podSecurity("Host Probes / Lifecycle Hooks", "Baseline")],
  *check(object) {
    yield* inEveryContainer(object, (container) =>
      forEachKnown(FIELDS, function* (field) {
        const host = readContainer(container, field);
        if (!isUnset(host) && host !== "") yield notAllowed(container, field, host, "not set");
      }),
    );
  },
});
