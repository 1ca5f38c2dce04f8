import type { Violation } from "../kit/definition.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { record } from "../kit/read.ts";
import { secretIn } from "../kit/secrets.ts";
import { collectUnknowns, forEachKnown } from "../kit/unknown.ts";
import { text } from "./reading/fields.ts";
import { nsa } from "./reading/frameworks.ts";

export const noSecretInConfigMap = kubernetesPolicy({
  name: "no-secret-in-config-map",
  title: "No ConfigMap holds a secret.",
  why: "ConfigMaps are readable by more people and programs than Secrets, are not encrypted like Secrets, and are printed by many tools.",
  fix: "Move the value to a Secret (best filled from AWS Secrets Manager) and refer to it from the pod: envFrom.secretRef, valueFrom.secretKeyRef or a mounted file.",
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [nsa("Secrets")],
  kinds: ["ConfigMap"],
  *check({ content }) {
    const { data, binaryData } = content;
    yield* collectUnknowns([
      () =>
        forEachKnown(Object.keys(record(data)), (key) => entry(`data["${key}"]`, key, text(record(data)[key]) ?? "")),
      () =>
        forEachKnown(Object.keys(record(binaryData)), (key) =>
          entry(`binaryData["${key}"]`, key, decoded(record(binaryData)[key])),
        ),
    ]);
  },
});

/** An entry is a value, or a whole file with a value per line. */
function* entry(path: string, key: string, value: string): Iterable<Violation> {
  const lines = value.split("\n");
  const whole = secretIn(lines.length === 1 ? key : undefined, value, true);
  if (whole !== undefined) {
    yield { message: `It holds ${whole}.`, path };
    return;
  }
  for (const [index, line] of lines.entries()) {
    // A setting of YAML, JSON, TOML, a properties or an .env file.
    const [, name, setting] = /^\s*(?:export\s+)?["']?([\w.-]+)["']?\s*[:=]\s*["']?(.*?)["']?,?\s*$/.exec(line) ?? [];
    const what = secretIn(name, setting ?? "", true);
    if (what !== undefined) yield { message: `Line ${index + 1} (${String(name)}) holds ${what}.`, path };
  }
}

function decoded(value: unknown): string {
  return Buffer.from(text(value) ?? "", "base64").toString("utf8");
}
