import { evaluate, type Evaluation } from "../../../offline/evaluate.ts";
import type { Overrides } from "../../../offline/stackConfig.ts";
import type { World } from "../../../offline/world.ts";

/** The stack prod with a new cluster. */
export async function withCluster(more: object = {}, overrides: Overrides = {}, world?: World): Promise<Evaluation> {
  const cluster = { "pmp-xray:cluster": { name: "pmp-cluster", mode: "new", ...more } };
  return await evaluate("prod", { overrides: { ...cluster, ...overrides }, ...(world !== undefined && { world }) });
}
