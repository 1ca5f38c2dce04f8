import type { AwsReader } from "./read-aws.ts";
import { AGENT_ACTIONS } from "@pmp/model/aws";
import type { ClusterReader } from "./read-cluster.ts";

/** The state of each link of the chain, from the API to X-Ray. */
export interface ChainState {
  readonly apiPods: { readonly ready: number; readonly wanted: number };
  readonly agentPods: { readonly ready: number; readonly wanted: number };
  readonly agentEndpoints: number;
  /** Whether STS accepts the agent's service account, and its answer. */
  readonly identity: { readonly accepted: boolean; readonly answer: string };
  /** Actions of the agent that IAM does not allow. */
  readonly denied: readonly string[];
  readonly agentTrouble: readonly string[];
}

export async function readChain(
  aws: Pick<AwsReader, "simulate" | "assumeRole">,
  cluster: Pick<ClusterReader, "apiPods" | "agentPods" | "agentEndpoints" | "agentTrouble" | "token">,
  roleArn: string,
  audience: string,
): Promise<ChainState> {
  const [apiPods, agentPods, agentEndpoints, agentTrouble, token, decisions] = await Promise.all([
    cluster.apiPods(),
    cluster.agentPods(),
    cluster.agentEndpoints(),
    cluster.agentTrouble().catch(() => []),
    cluster.token("xray-daemon", audience),
    aws.simulate(roleArn, AGENT_ACTIONS).catch(() => []),
  ]);
  const allowed = new Set(decisions.filter(({ decision }) => decision === "allowed").map(({ action }) => action));
  return {
    apiPods,
    agentPods,
    agentEndpoints,
    agentTrouble,
    identity: await aws.assumeRole(roleArn, token),
    denied: AGENT_ACTIONS.filter((action) => !allowed.has(action)),
  };
}

/** A message with the fix for the first broken link, in the order in which a segment is forwarded. */
export function brokenLink(state: ChainState): string {
  const { apiPods, agentPods, agentEndpoints, identity, denied, agentTrouble } = state;
  const log = agentTrouble.length === 0 ? "" : `\nThe agent's log says:\n  ${agentTrouble.join("\n  ")}`;
  if (apiPods.ready < apiPods.wanted) {
    return `The API: ${apiPods.ready} of ${apiPods.wanted} pods are ready. Look at: kubectl -n pmp describe pods -l app.kubernetes.io/name=pmp-api`;
  }
  if (agentPods.ready < agentPods.wanted || agentPods.wanted === 0) {
    return `The agent: ${agentPods.ready} of ${agentPods.wanted} pods of DaemonSet xray-daemon are ready. Look at: kubectl -n pmp describe daemonset xray-daemon${log}`;
  }
  if (agentEndpoints === 0) {
    return "Between API and agent: Service xray-daemon has no ready endpoint, so segments are lost. Look at: kubectl -n pmp get endpointslices";
  }
  if (!identity.accepted) {
    return `The agent's identity: STS refuses the token of service account xray-daemon (${identity.answer}). Look at the role's trust policy: aud and sub must fit.${log}`;
  }
  if (denied.length > 0)
    return `The agent's permissions: IAM denies ${denied.join(", ")}. Look at policy PMPXRayAccess.${log}`;
  return `Every link answers, but segments did not arrive: they were lost on UDP between API and agent, or X-Ray refused them. Look at: kubectl -n pmp logs daemonset/xray-daemon${log}`;
}
