import type { Violation } from "../kit/definition.ts";
import { cisEks } from "../kit/frameworks.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { record } from "../kit/read.ts";
import { secretIn } from "../kit/secrets.ts";
import { collectUnknowns, forEachKnown } from "../kit/unknown.ts";
import type { Container } from "./reading/container.ts";
import { list, text } from "./reading/fields.ts";
import { cisKubernetes, nsa } from "./reading/frameworks.ts";
import { inEveryContainer } from "./reading/security.ts";

export const noSecretInEnvironment = kubernetesPolicy({
  name: "no-secret-in-environment",
  title: "No secret is in plain text in a container's environment, command or arguments.",
  why: "A pod's definition is in the manifest, in Git, in Helm's release, in the Pulumi state and in the output of kubectl describe: everyone who may read pods can read it.",
  fix: "Keep the value in a Secret (best filled from AWS Secrets Manager) and refer to it: valueFrom.secretKeyRef, or a mounted file. For AWS itself use a role (IRSA, Pod Identity), not keys.",
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [cisEks("4.4.1"), cisKubernetes("5.4.1"), nsa("Secrets")],
  *check(object) {
    yield* inEveryContainer(object, (container) =>
      collectUnknowns([
        () => environment(container),
        () =>
          forEachKnown(["command", "args"], (field) =>
            forEachKnown(list(container.fields[field]).keys(), (index) => argument(container, field, index)),
          ),
      ]),
    );
  },
});

function* environment({ fields, label, path }: Container): Iterable<Violation> {
  const variables = list(fields.env);
  yield* forEachKnown(variables.keys(), function* (index) {
    const { name, value } = record(variables[index]);
    const what = secretIn(text(name), text(value) ?? "", true);
    if (what === undefined) return;
    yield { message: `${label}: the value of ${String(name)} is ${what}.`, path: `${path}.env[${index}].value` };
  });
}

/** `--db-password=…`, and anything that looks like a credential by itself. */
function* argument({ fields, label, path }: Container, field: string, index: number): Iterable<Violation> {
  const word = text(list(fields[field])[index]) ?? "";
  const [, option, value] = /^--?([\w.-]+)=(.*)$/s.exec(word) ?? [];
  const what = secretIn(option, value ?? word, true);
  if (what !== undefined) yield { message: `${label}: ${field} holds ${what}.`, path: `${path}.${field}[${index}]` };
}
