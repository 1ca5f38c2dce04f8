import { member, show, type Problem } from "@pmp/sampling";
import { z } from "zod";
import { helpOf, schemaAt } from "../settings/field.ts";
import { valueAt } from "../tree.ts";
import type { Refusal } from "./forms.ts";
import { shapeHelp } from "./schema.ts";

/**
 * Converts zod's issues to problems: the first one per value.
 *
 * @param print converts a path in the checked value to one in the input
 */
export function problemsOf(
  schema: z.core.$ZodType,
  given: unknown,
  issues: readonly z.core.$ZodIssue[],
  print: (path: readonly PropertyKey[]) => string,
): Problem[] {
  const problems = inOrder(issues.flatMap(deepest)).flatMap((issue) => toProblems(schema, given, issue, print));
  const paths = problems.map(({ path }) => path);
  return problems.filter(({ path }, index) => paths.indexOf(path) === index);
}

/** Unknown keys are reported before the problems of known ones. */
function inOrder(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const ordered: z.core.$ZodIssue[] = [];
  for (const issue of issues) {
    const beside = ({ path }: z.core.$ZodIssue): boolean => issue.path.every((step, index) => path[index] === step);
    const first = issue.code === "unrecognized_keys" ? ordered.findIndex(beside) : -1;
    ordered.splice(first === -1 ? ordered.length : first, 0, issue);
  }
  return ordered;
}

/** For a union, the problems inside the form that the input uses. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const chosen = issue.errors.find((branch) => branch.every(({ path }) => path.length > 0));
  return chosen?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

function toProblems(
  schema: z.core.$ZodType,
  given: unknown,
  issue: z.core.$ZodIssue,
  print: (path: readonly PropertyKey[]) => string,
): Problem[] {
  const at = schemaAt(schema, issue.path);
  const path = print(issue.path);
  const value = valueAt(given, issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = at instanceof z.ZodObject ? Object.keys(at.shape) : [];
    const { notations = {} } = shapeHelp(at) ?? {};
    return issue.keys.map((key) => ({
      code: "unknown-key",
      path: member(path, key),
      value: show(key),
      allowed: `the keys ${known.join(", ")}`,
      fix: (Object.hasOwn(notations, key) ? notations[key] : undefined) ?? "Remove it, or correct its name.",
    }));
  }
  if (issue.code === "invalid_key") {
    const parent = schemaAt(schema, issue.path.slice(0, -1));
    const key = String(issue.path.at(-1));
    const help = parent instanceof z.ZodRecord ? helpOf(parent.keyType) : undefined;
    return [problem(codeOf(issue.issues[0], key), `${print(issue.path.slice(0, -1))} key`, key, help)];
  }
  if (issue.code === "custom") {
    const { code, allowed, advice, shown } = issue.params as unknown as Refusal;
    const text = typeof shown === "function" ? shown(value as object) : (shown ?? value);
    return [{ code, path, value: show(text), allowed, fix: advice }];
  }
  const help = helpOf(at);
  if (help !== undefined) return [problem(codeOf(issue, value), path, value, help)];
  const allowed = at instanceof z.ZodArray ? "a list" : "an object";
  return [problem("wrong-type", path, value, { allowed, ...shapeHelp(at) })];
}

function problem(
  code: string,
  path: string,
  value: unknown,
  { allowed = "", advice = "" }: { readonly allowed?: string; readonly advice?: string } = {},
): Problem {
  const isLong = code === "out-of-range" && typeof value === "string" && value !== "";
  const length = isLong ? `It has ${value.length} characters. ` : "";
  return { code, path, value: show(value), allowed, fix: length + advice };
}

function codeOf(issue: z.core.$ZodIssue | undefined, value: unknown): string {
  if (value === undefined) return "missing";
  if (issue?.code === "invalid_format") return "not-printable";
  // zod reports an infinite number, or a disallowed fraction, as a wrong type.
  const isNumber = issue?.code === "invalid_type" && ["number", "int"].includes(issue.expected);
  if (isNumber && typeof value === "number") return "out-of-range";
  return issue?.code === "too_small" || issue?.code === "too_big" ? "out-of-range" : "wrong-type";
}
