import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { nearest } from "@pmp/model";
import { chartSchema } from "../workload/chart.ts";
import { isTree, valueAt } from "../workload/values.ts";
import type { ChartProblem } from "./chart-rules/rule.ts";

let compiled: ValidateFunction | undefined;

type Tree = Readonly<Record<string, unknown>>;

/** The chart's schema, compiled once in a process. */
function validator(): ValidateFunction {
  return (compiled ??= new Ajv({ allErrors: true, strict: false, verbose: true }).compile(chartSchema()));
}

/**
 * The violations of the chart's schema.
 *
 * @param chart the values in the settings: where a null in them removed a required value, the null is the problem.
 */
export function schemaProblems(values: Tree, chart: Tree): ChartProblem[] {
  const validate = validator();
  if (validate(values)) return [];
  const errors = validate.errors ?? [];
  const own = errors.filter((error) => !isEnclosing(error));
  // An invalid value fails its own rule and the enclosing ones; only its own one names what is allowed.
  const alone = errors.filter(
    (error) => isEnclosing(error) && !own.some(({ instancePath }) => instancePath.startsWith(error.instancePath)),
  );
  return [...own, ...alone].map((error) => schemaProblem(error, chart));
}

function isEnclosing({ keyword }: ErrorObject): boolean {
  return ["allOf", "anyOf", "oneOf", "if"].includes(keyword);
}

function schemaProblem(error: ErrorObject, chart: Tree): ChartProblem {
  const keys = error.instancePath.split("/").slice(1).map(unescape);
  const unknown: unknown = error.keyword === "additionalProperties" ? error.params.additionalProperty : undefined;
  const missing: unknown = error.keyword === "required" ? error.params.missingProperty : undefined;
  if (typeof unknown === "string") return unknownKey(error, [...keys, unknown]);
  const removed = typeof missing === "string" && valueAt(chart, [...keys, missing]) === null;
  const path = (removed ? [...keys, missing] : keys).map(asStep);
  const value = removed ? null : error.data;
  return {
    path,
    value,
    allowed: removed
      ? "a value: the chart can't do without"
      : `what the chart takes: it ${error.message ?? "is refused"}`,
    fix: value === null ? { remove: path } : "see the table of values in charts/pmp-xray/README.md",
  };
}

function unknownKey({ data, parentSchema }: ErrorObject, keys: readonly string[]): ChartProblem {
  const unknown = keys.at(-1) ?? "";
  const path = keys.map(asStep);
  const properties = isTree(parentSchema) && isTree(parentSchema.properties) ? parentSchema.properties : {};
  // Old names are let through, to be refused with the new ones; they are no keys to choose from.
  const known = Object.keys(properties).filter(
    (key) => !(isTree(properties[key]) && properties[key].deprecated === true),
  );
  const like = nearest(unknown, known);
  return {
    path,
    value: isTree(data) ? data[unknown] : undefined,
    allowed: `one of the keys ${known.join(", ")}`,
    fix: { remove: path, ...(like !== undefined && { orRename: like }) },
  };
}

/** JSON Pointer writes ~ as ~0 and / as ~1. https://www.rfc-editor.org/rfc/rfc6901 */
function unescape(step: string): string {
  return step.replace(/~1/g, "/").replace(/~0/g, "~");
}

function asStep(step: string): string | number {
  return /^[0-9]+$/.test(step) ? Number(step) : step;
}
