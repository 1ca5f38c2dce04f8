import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { nearest, printPath, show, type Problem, type Settings } from "@pmp/model";
import type { Plan } from "@pmp/sampling";
import { chartDefaults, chartSchema } from "../workload/chart.ts";
import { isTree, leaves, overlay, programValues, withValues } from "../workload/values.ts";

/** Stands for a role that isn't made yet. */
const SOME_ROLE = "arn:aws:iam::123456789012:role/pmp-xray-daemon";

/**
 * What the chart will say of the values that it gets, asked before anything is made: the chart's own schema is applied to
 * its defaults, with the settings' `chart` over them, with the program's values over both. A null of the settings removes a
 * default, as in Helm.
 */
export function chartProblems({ stage, api, agent, chart }: Partial<Settings>, plan: Plan | undefined): Problem[] {
  if (stage === undefined || api === undefined || agent === undefined || chart === undefined || plan === undefined) {
    return [];
  }
  const ours = programValues({ settings: { stage, api, agent }, plan, region: "us-east-1", agentRoleArn: SOME_ROLE });
  const taken = new Set(leaves(ours).map((path) => path.join(".")));
  const twice = leaves(chart).filter((path) => taken.has(path.join(".")));
  return [
    ...twice.map((path) => setTwice(chart, path)),
    ...schemaErrors(withValues(chartDefaults(), overlay(chart, ours)), chart),
  ];
}

function setTwice(chart: Settings["chart"], path: readonly string[]): Problem {
  const at = printPath(["chart", ...path]);
  return {
    path: at,
    value: show(valueAt(chart, path)),
    allowed: "nothing: the program sets this value itself, from its other settings",
    cure: `pulumi config rm --path '${at}'`,
  };
}

let compiled: ValidateFunction | undefined;

type Tree = Readonly<Record<string, unknown>>;

/** The chart's schema, compiled once in a process. */
function validator(): ValidateFunction {
  return (compiled ??= new Ajv({ allErrors: true, strict: false, verbose: true }).compile(chartSchema()));
}

function schemaErrors(values: Tree, chart: Settings["chart"]): Problem[] {
  const validate = validator();
  if (validate(values)) return [];
  // A value that is wrong fails its own rule and the ones around it ("allOf", "oneOf"): the own one says what is allowed.
  const own = (validate.errors ?? []).filter(({ keyword }) => !["allOf", "anyOf", "oneOf", "if"].includes(keyword));
  return own.map((error) => schemaProblem(error, chart));
}

function schemaProblem(error: ErrorObject, chart: Settings["chart"]): Problem {
  const keys = error.instancePath.split("/").slice(1).map(unescape);
  const unknown: unknown = error.keyword === "additionalProperties" ? error.params.additionalProperty : undefined;
  const missing: unknown = error.keyword === "required" ? error.params.missingProperty : undefined;
  if (typeof unknown === "string") return unknownKey(error, [...keys, unknown]);
  const removed = typeof missing === "string" && valueAt(chart, [...keys, missing]) === null;
  const path = removed ? [...keys, missing] : keys;
  const at = printPath(["chart", ...path.map(asStep)]);
  const value = removed ? null : error.data;
  return {
    path: at,
    value: show(value),
    allowed: removed
      ? "a value: the chart can't do without"
      : `what the chart takes: it ${error.message ?? "is refused"}`,
    cure: value === null ? `pulumi config rm --path '${at}'` : "see the table of values in charts/pmp-xray/README.md",
  };
}

function unknownKey({ data, parentSchema }: ErrorObject, path: readonly string[]): Problem {
  const unknown = path.at(-1) ?? "";
  const at = printPath(["chart", ...path.map(asStep)]);
  const known = isTree(parentSchema) && isTree(parentSchema.properties) ? Object.keys(parentSchema.properties) : [];
  const like = nearest(unknown, known);
  const remove = `pulumi config rm --path '${at}'`;
  return {
    path: at,
    value: show(isTree(data) ? data[unknown] : undefined),
    allowed: `one of the keys ${known.join(", ")}`,
    cure: like === undefined ? remove : `did you mean ${like}? If not: ${remove}`,
  };
}

/** JSON Pointer writes ~ as ~0 and / as ~1. https://www.rfc-editor.org/rfc/rfc6901 */
function unescape(step: string): string {
  return step.replace(/~1/g, "/").replace(/~0/g, "~");
}

function asStep(step: string): string | number {
  return /^[0-9]+$/.test(step) ? Number(step) : step;
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((here, key) => (isTree(here) ? here[key] : undefined), tree);
}
