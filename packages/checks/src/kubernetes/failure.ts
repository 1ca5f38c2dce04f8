import { NotRead, type KubernetesRight } from "../fact.ts";
import { KubernetesError } from "./source.ts";

/** Why one fact of Kubernetes can't be known. */
export function kubernetesNotRead(error: KubernetesError, rights: readonly KubernetesRight[]): NotRead {
  const wanted = rights.map(describeRight).join(", ");
  if (error.reason === "Forbidden") return new NotRead("right", `needs the right to ${wanted}`);
  return new NotRead("failed", `Kubernetes answered ${error.reason}: ${error.message}`);
}

/** `list daemonsets.apps`. */
export function describeRight({ verb, group, resource }: KubernetesRight): string {
  return `${verb} ${resource}${group === "" ? "" : `.${group}`}`;
}

export function isKubernetesError(error: unknown): error is KubernetesError {
  return error instanceof KubernetesError;
}
