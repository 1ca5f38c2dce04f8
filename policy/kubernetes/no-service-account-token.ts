import { z } from "zod";
import { cisEks } from "../kit/frameworks.ts";
import { kubernetesSetPolicy } from "../kit/policy.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { isUnset, shown } from "./reading/fields.ts";
import { cisKubernetes, nsa } from "./reading/frameworks.ts";
import { serviceAccountOf } from "./reading/service-account.ts";
import { inNamespaceOf, workloads } from "./reading/workload.ts";

export const noServiceAccountToken = kubernetesSetPolicy({
  name: "no-service-account-token",
  title: "Only pods that call the Kubernetes API hold a token for it.",
  why: "By default Kubernetes mounts a token into every pod. An intruder can use it to call the Kubernetes API, even where the app never does.",
  fix: "Set automountServiceAccountToken: false on the pod or on its ServiceAccount. IRSA and Pod Identity don't need it: they mount a token of their own. Name the accounts that do need it in the option needed.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [cisEks("4.1.6"), cisKubernetes("5.1.6"), nsa("Protecting Pod service account tokens")],
  config: {
    needed: z
      .array(z.string().regex(/^[^/]+\/[^/]+$/))
      .default([])
      .describe("Service accounts whose pods call the Kubernetes API, as NAMESPACE/NAME."),
  },
  *check(objects, { needed }) {
    yield* forEachKnown(workloads(objects), function* ({ object, pod }) {
      const own = pod.spec.automountServiceAccountToken;
      const name = serviceAccountOf(pod);
      if (own === false || needed.includes(`${object.namespace ?? "default"}/${name}`)) return;
      const path = `${pod.path}.automountServiceAccountToken`;
      if (!isUnset(own)) {
        yield { object, path, message: `automountServiceAccountToken ${shown(own)}; allowed: false.` };
        return;
      }
      // If the pod does not set it, its service account decides.
      const accounts = inNamespaceOf(object, objects, "ServiceAccount").filter((candidate) => candidate.name === name);
      const inherited = accounts.map(({ content }) => content.automountServiceAccountToken);
      if (inherited.includes(false)) return;
      const said = accounts.length === 0 ? "isn't among the objects" : `leaves it open too: it ${shown(inherited[0])}`;
      const message = `automountServiceAccountToken is not set, and ServiceAccount ${name} ${said}; allowed: false, here or there.`;
      yield { object, path, message };
    });
  },
});
