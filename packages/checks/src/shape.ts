import type { Fact, Facts } from "./fact.ts";
import { ecsTask } from "./facts/ecs-task.ts";
import { nodes } from "./facts/nodes.ts";
import { workload } from "./facts/workload.ts";
import { agentKind } from "./facts/parts/agent-kind.ts";
import type { Shape, Target } from "./target.ts";

/** The facts that tell the shape of a deployment. */
export function shapeFacts(): readonly Fact[] {
  return [workload, nodes, ecsTask];
}

/** The shape of a deployment, as far as it is known. */
export function shapeOf(target: Target, facts: Facts): Shape {
  if (target.platform === "ecs") {
    const task = valueOf(facts, ecsTask);
    const sidecar = task?.containers.find((container) => agentKind(container) !== undefined);
    return { platform: "ecs", mode: "sidecar", agent: sidecar && agentKind(sidecar) };
  }
  const found = valueOf(facts, workload);
  // EKS's kubelets say so in their version: v1.35.2-eks-1234567.
  const eks = valueOf(facts, nodes)?.some(({ kubelet }) => kubelet.includes("-eks-")) ?? false;
  return { platform: eks ? "eks" : "kubernetes", mode: found?.mode, agent: found?.agentKind };
}

function valueOf<T>(facts: Facts, fact: Fact<T>): T | undefined {
  const known = facts[fact.name];
  return known?.known === true ? (known.value as T) : undefined;
}
