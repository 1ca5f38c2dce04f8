import { addKey, setScalar } from "../../deployment/node-edits.ts";
import { endOf, itemsOf, nodeAt, startOf, textAt } from "../../deployment/nodes.ts";
import { daemonsOf } from "../../deployment/workloads.ts";
import type { DataRule } from "../../rule.ts";

export const ecsSidecarEssential: DataRule = {
  name: "ecs-sidecar-essential",
  title: "X-Ray agent in ECS whose end stops the API",
  why: "When an essential container ends, ECS stops the whole task: a fault of tracing is an outage of the API.",
  fix: "The agent's container gets essential: false.",
  level: "edit",
  reads: "data",
  *find(file) {
    for (const { container, owner, platform } of daemonsOf(file)) {
      // A task of the agent alone needs one essential container.
      if (platform !== "ecs" || itemsOf(nodeAt(owner, "containerDefinitions")).length < 2) continue;
      const essential = nodeAt(container, "essential");
      if (textAt(container, "essential") === "false") continue;
      const name = textAt(container, "name") ?? "the agent";
      const message =
        essential === undefined ? `${name} is essential, as nothing says otherwise` : `${name} is essential`;
      const edits = [
        essential === undefined ? addKey(file, container, "essential", false) : setScalar(file, essential, false),
      ];
      const at = essential ?? nodeAt(container, "name") ?? container;
      yield { start: startOf(at), end: endOf(at), message, edits };
    }
  },
};
