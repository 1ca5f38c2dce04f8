import { defineCheck } from "../../check.ts";
import { apiContainers, workload } from "../../facts/workload.ts";

export const apiIsRunning = defineCheck({
  name: "api-is-running",
  link: "app",
  title: "pods of the API are found, and ready",
  why: "What does not run traces nothing.",
  fix: "Name the API's namespace and service by --namespace and --service, or see why its pods do not start.",
  phase: "live",
  needs: { work: workload },
  where: { platforms: ["eks", "kubernetes"] },
  settles: { deadline: 120, every: 2 },
  after: ["namespace-exists"],
  sources: ["https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/"],
  *check({ work }, target) {
    if (work.api.length === 0) {
      yield {
        message: `No pod in namespace ${target.namespace} has OTEL_SERVICE_NAME=${target.service}, or is labelled as ${target.service}.`,
        object: `namespace ${target.namespace}`,
      };
      return;
    }
    const wrong = apiContainers(work).filter(({ pod, container }) => !container.ready && !pod.leaving);
    const [first] = wrong;
    if (first === undefined || wrong.length < work.api.length) return;
    const reasons = wrong.flatMap(({ pod, container }) => pod.unschedulable ?? container.waiting ?? []);
    yield {
      message: `None of the API's ${work.api.length} pods is ready.`,
      object: wrong.map(({ pod }) => pod.name).join(", "),
      evidence: [...new Set(reasons)].slice(0, 3),
      fix: `kubectl -n ${first.pod.namespace} describe pod ${first.pod.name}`,
      settling: !reasons.some((reason) => /BackOff|Err|Invalid|CrashLoop/.test(reason)),
    };
  },
});
