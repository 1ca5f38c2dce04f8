import type { FrameworkReference } from "../../kit/definition.ts";

/** A control of https://kubernetes.io/docs/concepts/security/pod-security-standards/, by its name there. */
export function podSecurity(control: string, profile: "Baseline" | "Restricted" = "Restricted"): FrameworkReference {
  return { name: "Kubernetes Pod Security Standards", reference: `${profile}: ${control}` };
}

/** A recommendation of the CIS Kubernetes Benchmark. */
export function cisKubernetes(reference: string): FrameworkReference {
  return { name: "CIS Kubernetes Benchmark", version: "1.10", reference };
}

/** A section of the Kubernetes Hardening Guide of NSA and CISA. */
export function nsa(reference: string): FrameworkReference {
  return { name: "NSA/CISA Kubernetes Hardening Guide", version: "1.2", reference };
}

/** A page of https://docs.aws.amazon.com/eks/latest/best-practices/ */
export function eksBestPractices(reference: string): FrameworkReference {
  return { name: "Amazon EKS Best Practices Guide", reference };
}
