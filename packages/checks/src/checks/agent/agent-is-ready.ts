import { defineCheck } from "../../check.ts";
import { agentContainers, workload } from "../../facts/workload.ts";
import { counted } from "../parts/commands.ts";

export const agentIsReady = defineCheck({
  name: "agent-is-ready",
  link: "agent",
  title: "every agent is ready",
  why: "Traces of a node whose agent is not ready are lost.",
  fix: "See why its pod does not start.",
  phase: "live",
  needs: { work: workload },
  where: { platforms: ["eks", "kubernetes"] },
  settles: { deadline: 60, every: 2 },
  after: ["agent-account-exists", "agent-knows-its-region", "agent-config-is-read", "agent-port-is-free"],
  sources: ["https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/"],
  *check({ work }) {
    const wrong = agentContainers(work).filter(({ pod, container }) => !container.ready && !pod.leaving);
    const [first] = wrong;
    if (first === undefined) return;
    const { pod, container } = first;
    const reasons = wrong.flatMap((each) => each.pod.unschedulable ?? each.container.waiting ?? []);
    yield {
      message: `${counted(wrong.length, "agent")} of ${work.agents.length} ${wrong.length === 1 ? "is" : "are"} not ready.`,
      object: wrong
        .map((each) => `${each.pod.name}${each.pod.node === undefined ? "" : ` on ${each.pod.node}`}`)
        .join(", "),
      evidence: [...new Set(reasons)].slice(0, 3),
      fix: `kubectl -n ${pod.namespace} describe pod ${pod.name}; kubectl -n ${pod.namespace} logs ${pod.name} -c ${container.name}`,
      // An image that can't be pulled, or a program that ends, gets no better by waiting.
      settling: !reasons.some((reason) => /BackOff|Err|Invalid|CrashLoop/.test(reason)),
    };
  },
});
