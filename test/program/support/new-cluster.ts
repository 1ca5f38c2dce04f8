import { evaluate, type Evaluation } from "../../../offline/evaluate.ts";
import type { Overrides } from "../../../offline/stack-config.ts";
import type { MockAccount } from "../../../offline/mock-account.ts";

/** The stack prod with a new cluster. */
export async function withCluster(
  more: object = {},
  overrides: Overrides = {},
  account?: MockAccount,
): Promise<Evaluation> {
  const cluster = { "pmp-xray:cluster": { name: "pmp-cluster", mode: "new", ...more } };
  return await evaluate("prod", { overrides: { ...cluster, ...overrides }, ...(account !== undefined && { account }) });
}
