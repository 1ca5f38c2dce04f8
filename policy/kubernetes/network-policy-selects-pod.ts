import { z } from "zod";
import { unique } from "../kit/config.ts";
import { cisEks } from "../kit/frameworks.ts";
import { kubernetesSetPolicy } from "../kit/policy.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { cisKubernetes, nsa } from "./reading/frameworks.ts";
import { limits, networkPoliciesOf } from "./reading/network-policy.ts";
import { workloads } from "./reading/workload.ts";

export const networkPolicySelectsPod = kubernetesSetPolicy({
  name: "network-policy-selects-pod",
  title: "Every pod is selected by a NetworkPolicy.",
  why: "A pod that no NetworkPolicy selects accepts traffic from every pod of the cluster. The agent signs any X-Ray call with its role for every caller of its TCP port.",
  fix: "Add a NetworkPolicy in the same namespace whose podSelector matches the pod's labels, with the direction in policyTypes.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [cisEks("4.3.2"), cisKubernetes("5.3.2"), nsa("Network policies")],
  config: {
    directions: unique(z.array(z.enum(["Ingress", "Egress"])).min(1))
      .default(["Ingress"])
      .describe("Directions that must be limited."),
  },
  *check(objects, { directions }) {
    yield* forEachKnown(workloads(objects), function* (workload) {
      const { object, pod } = workload;
      const policies = networkPoliciesOf(workload, objects);
      for (const direction of directions) {
        if (policies.some((policy) => limits(policy, direction))) continue;
        const path = `${pod.metadataPath}.labels`;
        yield { object, path, message: `No NetworkPolicy of its namespace selects its pods for ${direction}.` };
      }
    });
  },
});
