import { contextMissingNeverThrows } from "../../../policy/kubernetes/context-missing-never-throws.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(contextMissingNeverThrows, {
  bad: [
    {
      urn: "ConfigMap shop/api-config",
      path: "data.AWS_XRAY_CONTEXT_MISSING",
      message: 'AWS_XRAY_CONTEXT_MISSING is "RUNTIME_ERROR"; allowed: "LOG_ERROR" or "IGNORE_ERROR".',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].env[0].value",
      message: 'Container "api": AWS_XRAY_CONTEXT_MISSING is "RUNTIME_ERROR"; allowed: "LOG_ERROR" or "IGNORE_ERROR".',
    },
  ],
  unknownAt: "data.AWS_XRAY_CONTEXT_MISSING",
});
