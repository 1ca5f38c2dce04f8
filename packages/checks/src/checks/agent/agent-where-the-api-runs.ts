import { defineCheck } from "../../check.ts";
import { agentDaemonSet } from "../../facts/daemon-set.ts";
import { nodes, type Node } from "../../facts/nodes.ts";
import { agentContainers, workload } from "../../facts/workload.ts";

export const agentWhereTheApiRuns = defineCheck({
  name: "agent-where-the-api-runs",
  link: "agent",
  title: "an agent is ready on every node that runs the API",
  why: "The agent's Service leads to the agent on the same node only: on a node without one, all traces are dropped.",
  fix: "Let the agent's DaemonSet onto those nodes: tolerations, node selector, room.",
  phase: "live",
  needs: { work: workload, nodes, set: agentDaemonSet },
  where: { modes: ["daemonset"] },
  settles: { deadline: 60, every: 2 },
  after: ["agent-is-installed", "agent-is-ready", "fargate-has-a-sidecar"],
  sources: ["https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/"],
  *check({ work, nodes: all, set }) {
    const served = new Set(
      agentContainers(work)
        .filter(({ container }) => container.ready)
        .map(({ pod }) => pod.node),
    );
    const running = work.api.filter(({ node, leaving }) => node !== undefined && !leaving);
    const bare = [...new Set(running.flatMap(({ node }) => (node === undefined || served.has(node) ? [] : [node])))];
    const wrong = all.filter(({ name, fargate }) => bare.includes(name) && !fargate);
    if (wrong.length === 0) return;
    const taints = [
      ...new Set(wrong.flatMap((node) => node.taints.filter((taint) => !tolerated(taint, set.tolerations)))),
    ];
    const starting = work.agents.some(({ node, ready }) => node !== undefined && bare.includes(node) && !ready);
    yield {
      message: `No agent is ready on ${wrong.map(({ name }) => name).join(", ")}, where pods of the API run.`,
      object: `DaemonSet ${set.namespace}/${set.name}`,
      evidence: reasons(wrong, taints, set.nodeSelector),
      settling: starting && taints.length === 0,
      ...(taints.length > 0 && {
        fix: `kubectl -n ${set.namespace} patch daemonset ${set.name} --type=json -p '[{"op":"add","path":"/spec/template/spec/tolerations","value":[{"operator":"Exists"}]}]' (chart value agent.tolerations)`,
      }),
    };
  },
});

function reasons(
  wrong: readonly Node[],
  taints: readonly string[],
  selector: Readonly<Record<string, string>>,
): string[] {
  const wanted = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  return [
    ...(taints.length > 0 ? [`taints that the agent does not tolerate: ${taints.join(", ")}`] : []),
    ...(wrong.some(({ ready }) => !ready) ? ["a node of them is not ready"] : []),
    ...(wanted.length > 0 ? [`the DaemonSet selects nodes with ${wanted.join(", ")}`] : []),
  ];
}

interface Toleration {
  readonly key?: string;
  readonly operator: string;
  readonly value?: string;
  readonly effect?: string;
}

/** Whether one of the tolerations fits a taint, written key=value:effect. */
export function tolerated(taint: string, tolerations: readonly Toleration[]): boolean {
  const [, key = "", value = "", effect = ""] = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(taint) ?? [];
  // A DaemonSet gets tolerations for the states of a node.
  if (key.startsWith("node.kubernetes.io/")) return true;
  return tolerations.some(
    (each) =>
      (each.effect === undefined || each.effect === effect) &&
      (each.key === undefined ? each.operator === "Exists" : each.key === key) &&
      (each.operator === "Exists" || (each.value ?? "") === value),
  );
}
