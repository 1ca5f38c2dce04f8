import { z } from "zod";
import { cisEks } from "../kit/frameworks.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { record } from "../kit/read.ts";
import { shown } from "./reading/fields.ts";
import { cisKubernetes, nsa } from "./reading/frameworks.ts";

const LABEL = "pod-security.kubernetes.io/enforce";

export const namespaceEnforcesPodSecurity = kubernetesPolicy({
  name: "namespace-enforces-pod-security",
  title: "A namespace admits only pods that meet the Pod Security Standards.",
  why: "This pack checks what goes through the pipeline. The label makes the API server reject pods that are created by hand, too.",
  fix: `Set the label ${LABEL}: restricted on the Namespace.`,
  severity: "high",
  enforcement: "mandatory",
  frameworks: [
    { name: "Kubernetes Pod Security Standards", reference: "Restricted" },
    cisEks("4.2.1"),
    cisKubernetes("5.2.1"),
    nsa("Pod security enforcement"),
  ],
  kinds: ["Namespace"],
  config: {
    level: z
      .enum(["restricted", "baseline"])
      .default("restricted")
      .describe("The least that a namespace must enforce."),
  },
  *check({ content }, { level }) {
    const value = record(record(content.metadata).labels)[LABEL];
    if (value === "restricted" || value === level) return;
    const allowed = level === "restricted" ? '"restricted"' : '"baseline" or "restricted"';
    yield {
      message: `Label ${LABEL} ${shown(value)}; allowed: ${allowed}.`,
      path: `metadata.labels["${LABEL}"]`,
    };
  },
});
