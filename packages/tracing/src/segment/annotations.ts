import type { Attributes } from "@opentelemetry/api";
import type { AnnotationValue } from "@pmp/segment";
import { cut } from "./values.ts";

/**
 * Attribute that lists the keys of the attributes to index. The collector's awsxray exporter reads the
 * same attribute, so that annotations survive both transports.
 * https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/awsxrayexporter
 */
export const ANNOTATIONS_ATTRIBUTE = "aws.xray.annotations";

/** X-Ray indexes at most 50 annotations of a trace. */
export const MAX_ANNOTATIONS = 50;
export const MAX_ANNOTATION_KEY = 500;
export const MAX_ANNOTATION_VALUE = 1_000;

/** A key valid in X-Ray: letters, digits, `_` and `.`; other characters become `_`. */
export function cleanAnnotationKey(key: string): string {
  return key.replace(/[^A-Za-z0-9_.]/g, "_").slice(0, MAX_ANNOTATION_KEY);
}

/** The attributes to index, without repetition. */
export function annotationKeys(attributes: Attributes): ReadonlySet<string> {
  const listed = attributes[ANNOTATIONS_ATTRIBUTE];
  if (!Array.isArray(listed)) return NONE;
  return new Set(listed.filter((key) => typeof key === "string"));
}

const NONE: ReadonlySet<string> = new Set<string>();

export function annotationsOf(
  attributes: Attributes,
  keys: ReadonlySet<string>,
): Record<string, AnnotationValue> | undefined {
  // A Map, because a key such as __proto__ must not reach an object's prototype.
  const annotations = new Map<string, AnnotationValue>();
  for (const key of keys) {
    const value = attributes[key];
    const clean = cleanAnnotationKey(key);
    if (clean === "" || annotations.size >= MAX_ANNOTATIONS) continue;
    if (typeof value === "string") annotations.set(clean, cut(value, MAX_ANNOTATION_VALUE));
    else if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) {
      annotations.set(clean, value);
    }
  }
  return annotations.size === 0 ? undefined : Object.fromEntries(annotations);
}
