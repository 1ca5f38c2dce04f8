import { kubernetesPolicy } from "../kit/policy.ts";
import { record } from "../kit/read.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { list } from "./reading/fields.ts";
import { cisKubernetes, nsa, podSecurity } from "./reading/frameworks.ts";
import { onlyIfSet } from "./reading/say.ts";
import { inEveryContainer } from "./reading/security.ts";

export const noHostPorts = kubernetesPolicy({
  name: "no-host-ports",
  title: "No container uses a host port.",
  why: "A host port is open to everything that reaches the node and bypasses every NetworkPolicy. Two pods with the same host port can't share a node, so a rolling update must stop the old agent before the new one starts.",
  fix: "Remove hostPort. To reach an agent on the same node, give it a Service with internalTrafficPolicy: Local.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [podSecurity("Host Ports", "Baseline"), cisKubernetes("5.2.13"), nsa("Pod security enforcement")],
  *check(object) {
    yield* inEveryContainer(object, ({ fields, label, path }) =>
      forEachKnown(list(fields.ports).keys(), (index) => {
        const { hostPort } = record(list(fields.ports)[index]);
        return onlyIfSet({ label, path }, `ports[${index}].hostPort`, hostPort, [0]);
      }),
    );
  },
});
