import type { FrameworkReference } from "./definition.ts";

/** https://www.cisecurity.org/benchmark/amazon_web_services */
export function cisEks(reference: string): FrameworkReference {
  return { name: "CIS Amazon EKS Benchmark", version: "1.7.0", reference };
}

/** https://docs.aws.amazon.com/wellarchitected/latest/framework/appendix.html */
export function wellArchitected(reference: string): FrameworkReference {
  return { name: "AWS Well-Architected Framework", reference };
}

/** Controls of AWS Security Hub. https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html */
export function securityHub(reference: string): FrameworkReference {
  return { name: "AWS Security Hub", reference };
}
