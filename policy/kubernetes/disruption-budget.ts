import { z } from "zod";
import { kubernetesSetPolicy } from "../kit/policy.ts";
import { record } from "../kit/read.ts";
import type { KubernetesObject } from "../kit/resource.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { shown } from "./reading/fields.ts";
import { eksBestPractices } from "./reading/frameworks.ts";
import { replicasOf } from "./reading/replicas.ts";
import { selects } from "./reading/selector.ts";
import { inNamespaceOf, labelsOf, workloads } from "./reading/workload.ts";

export const disruptionBudget = kubernetesSetPolicy({
  name: "disruption-budget",
  title: "Workloads with replicas have a disruption budget that allows a node to be drained.",
  why: "Without a PodDisruptionBudget a node upgrade may evict all replicas at once. With one that allows no eviction, the upgrade never finishes.",
  fix: "Add a PodDisruptionBudget with maxUnavailable: 1 whose selector matches the pods' labels.",
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [eksBestPractices("Reliability: Running highly-available applications")],
  config: {
    minimumReplicas: z.int().min(2).default(2).describe("From so many replicas on a budget is needed."),
  },
  *check(objects, { minimumReplicas }) {
    yield* forEachKnown(workloads(objects), function* ({ object, pod }) {
      const replicas = replicasOf(object, objects);
      if (replicas < minimumReplicas) return;
      const budgets = inNamespaceOf(object, objects, "PodDisruptionBudget").filter(({ content }) =>
        selects(record(content.spec).selector, labelsOf(pod)),
      );
      if (budgets.length === 0) {
        const path = `${pod.metadataPath}.labels`;
        yield { object, path, message: `No PodDisruptionBudget of its namespace selects its ${replicas} pods.` };
      }
      for (const budget of budgets) yield* allowsEviction(budget, object, replicas);
    });
  },
});

function* allowsEviction(budget: KubernetesObject, { kind, name }: KubernetesObject, replicas: number) {
  const { maxUnavailable, minAvailable } = record(budget.content.spec);
  const whose = `${kind} ${name} has ${replicas} pods`;
  if (maxUnavailable === 0 || maxUnavailable === "0" || maxUnavailable === "0%") {
    const message = `maxUnavailable ${shown(maxUnavailable)}: none of the pods can ever be evicted; ${whose}.`;
    yield { object: budget, path: "spec.maxUnavailable", message };
  }
  if (leastAvailable(minAvailable, replicas) >= replicas) {
    const message = `minAvailable ${shown(minAvailable)}: none of the pods can ever be evicted; ${whose}.`;
    yield { object: budget, path: "spec.minAvailable", message };
  }
}

/** A percentage is rounded up, as the disruption controller does. */
function leastAvailable(minAvailable: unknown, replicas: number): number {
  if (typeof minAvailable === "number") return minAvailable;
  const percent = typeof minAvailable === "string" ? /^(\d+)%$/.exec(minAvailable)?.[1] : undefined;
  return percent === undefined ? 0 : Math.ceil((Number(percent) * replicas) / 100);
}
