import type { Violation } from "../kit/definition.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { record } from "../kit/read.ts";
import { collectUnknowns, forEachKnown } from "../kit/unknown.ts";
import { list } from "./reading/fields.ts";
import { inEveryContainer } from "./reading/security.ts";

const VARIABLE = "AWS_XRAY_CONTEXT_MISSING";

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-nodejs-configuration.html */
export const contextMissingNeverThrows = kubernetesPolicy({
  name: "context-missing-never-throws",
  title: "A lost trace context never breaks a request.",
  why: "RUNTIME_ERROR makes the X-Ray SDK throw in the app's code where no segment is active, for example in a timer or a background job.",
  fix: `Set ${VARIABLE} to LOG_ERROR or IGNORE_ERROR, or leave it out.`,
  severity: "high",
  enforcement: "mandatory",
  frameworks: [],
  *check(object) {
    yield* collectUnknowns([
      () => inConfigMap(object.kind, record(object.content.data)),
      () =>
        inEveryContainer(object, ({ fields, label, path }) =>
          forEachKnown(list(fields.env).keys(), function* (index) {
            const { name, value } = record(list(fields.env)[index]);
            if (name === VARIABLE && throws(value)) yield violation(`${label}: `, `${path}.env[${index}].value`);
          }),
        ),
    ]);
  },
});

function* inConfigMap(kind: string, data: Readonly<Record<string, unknown>>): Iterable<Violation> {
  if (kind === "ConfigMap" && throws(data[VARIABLE])) yield violation("", `data.${VARIABLE}`);
}

function violation(label: string, path: string): Violation {
  return { path, message: `${label}${VARIABLE} is "RUNTIME_ERROR"; allowed: "LOG_ERROR" or "IGNORE_ERROR".` };
}

function throws(value: unknown): boolean {
  return value === "RUNTIME_ERROR";
}
