import { securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { isKubernetesType } from "../../kit/resource.ts";
import { findSecrets } from "../../kit/secrets.ts";
import { forEachKnown } from "../../kit/unknown.ts";

export const noStaticCredentials = resourcePolicy({
  name: "no-static-credentials",
  title: "No resource, provider or environment holds a static credential.",
  why:
    "A key in an environment variable or a setting is readable by anyone who can read the stack, the task or the pod. It doesn't expire, " +
    "and ends up in logs. Roles give every process credentials that last for hours.",
  fix:
    "Use a role: for pods IRSA or Pod Identity, for tasks the task role, for CI OIDC. Reference other secrets by the ARN of " +
    "AWS Secrets Manager.",
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [wellArchitected("SEC02-BP02"), securityHub("ECS.8")],
  types: ["*"],
  *check({ type, props }) {
    if (type === "aws:iam/accessKey:AccessKey") {
      yield { message: "It makes an access key that doesn't expire and can be used from anywhere." };
    }
    // Kubernetes objects have a separate policy, which also reads manifests.
    if (isKubernetesType(type)) return;
    yield* forEachKnown(Object.keys(props), (key) =>
      findSecrets({ [key]: props[key] }, { names: true }).map(({ path, what }) => ({
        path,
        message: `It holds ${what}.`,
      })),
    );
  },
});
