import type { Toolbox } from "@pmp/tools";
import { emulatorEnv } from "./aws.ts";
import type { ClusterState } from "./cluster/state.ts";
import { repository } from "./names.ts";
import type { ClusterPaths } from "./paths.ts";
import type { StackTarget } from "./stack/stack.ts";

/** How the engine and its plugins reach a cluster that runs. */
export function stackTarget(state: ClusterState, toolbox: Toolbox, paths: ClusterPaths): StackTarget {
  return {
    repository,
    paths,
    kubeconfig: state.access.kubeconfig,
    tools: { pulumi: toolbox.tool("pulumi"), helm: toolbox.tool("helm"), kubectl: toolbox.tool("kubectl") },
    awsEnv: emulatorEnv(state.access.emulatorUrl),
  };
}
