import { noSecretInEnvironment } from "../../../policy/kubernetes/no-secret-in-environment.ts";
import { describePolicy } from "./support/policy.ts";

describePolicy(noSecretInEnvironment, {
  bad: [
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].env[0].value",
      message: 'Container "api": the value of AWS_ACCESS_KEY_ID is an AWS access key id.',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].env[1].value",
      message: 'Container "api": the value of AWS_SECRET_ACCESS_KEY is a static AWS credential.',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].env[2].value",
      message: 'Container "api": the value of DATABASE_PASSWORD is a secret in plain text.',
    },
    {
      urn: "Deployment shop/api",
      path: "spec.template.spec.containers[0].args[1]",
      message: 'Container "api": args holds a secret in plain text.',
    },
  ],
  unknownAt: "spec.template.spec.containers[0].env[0].value",
});
