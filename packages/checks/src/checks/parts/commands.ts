import { AGENT_NAME } from "@pmp/model/aws";
import type { Target } from "../../target.ts";

/** The AWS CLI, for this target. */
export function awsCli({ region, endpointUrl }: Target, rest: string): string {
  return `aws --region ${region}${endpointUrl === undefined ? "" : ` --endpoint-url ${endpointUrl}`} ${rest}`;
}

/** Restarts what runs the agent, so that it gets new variables. */
export function restartAgent(namespace: string, mode: string | undefined, owner: string | undefined): string {
  const [kind = "DaemonSet", name = AGENT_NAME] = owner?.split("/") ?? [];
  if (mode === "sidecar") return `kubectl -n ${namespace} rollout restart deployment/pmp-api`;
  return `kubectl -n ${namespace} rollout restart ${kind.toLowerCase()}/${name}`;
}

/** `1 pod`, `2 pods`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** Page of the X-Ray developer guide. */
export function guide(page: string): string {
  return `https://docs.aws.amazon.com/xray/latest/devguide/${page}`;
}
