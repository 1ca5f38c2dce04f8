import {
  arrangeRules,
  fromXRayRule,
  makePlan,
  type CheckedPlan,
  type Plan,
  type PlanContext,
  type PlanInput,
} from "@pmp/planning";
import {
  byEvaluation,
  Checks,
  DEFAULT_RULE_NAME,
  member,
  PlanError,
  readXRayRule,
  unwrapped,
  type Problem,
  type XRaySamplingRule,
} from "@pmp/sampling";
import { z } from "zod";
import { numberIn } from "../settings/coerce.ts";
import { bare } from "../settings/field.ts";
import { isTree } from "../tree.ts";
import { problemsOf } from "./issues.ts";
import { context as contextSchema, plan as planSchema, rule as ruleSchema } from "./schema.ts";

/**
 * Checks a plan, fills in its defaults, derives its priorities, and analyzes its rules together. Numbers may be
 * strings, as Pulumi's command line stores fractions as text.
 *
 * @throws PlanError with every problem of the input, or with every finding of severity error; never another error
 */
export function definePlan(input: PlanInput, context: PlanContext = {}): Plan {
  const { plan, problems } = checkPlan(input, context);
  if (plan === undefined) throw new PlanError("The sampling plan can't be built", problems);
  return plan;
}

/** Like definePlan, but returns the problems instead of throwing them. */
export function checkPlan(input: PlanInput, context: PlanContext = {}): CheckedPlan {
  const known = readContext(context);
  const read = readPlan(input);
  if (known.data !== undefined && read.data !== undefined) return makePlan(read.data, known.data);
  const problems = [...known.problems, ...read.problems];
  // Findings between valid rules are reported together with the problems of invalid ones.
  const between = new Checks();
  arrangeRules(between, read.wellFormed, known.data ?? {});
  return { findings: [], problems: [...problems, ...between.problems] };
}

interface Read<T> {
  readonly data?: T;
  readonly problems: readonly Problem[];
}

function readContext(given: unknown): Read<PlanContext> {
  const plain = isTree(given) ? omitEmpty(given) : given;
  const { data, error } = z.safeParse(contextSchema, withNumbers(contextSchema, plain));
  const print = (path: readonly PropertyKey[]): string => printPath(["context", ...path]);
  return data === undefined
    ? { problems: problemsOf(contextSchema, plain, error.issues, print) }
    : { data, problems: [] };
}

/** An empty suffix means none. */
function omitEmpty({ nameSuffix, ...others }: Readonly<Record<string, unknown>>): object {
  return nameSuffix === "" || nameSuffix === undefined ? others : { nameSuffix, ...others };
}

/** A plan whose rules have their position in the input. */
type Sourced = Parameters<typeof makePlan>[0];

function readPlan(input: unknown): Read<Sourced> & { readonly wellFormed: Pick<Sourced, "preset" | "rules"> } {
  const { given, sources, problems: ofRecords } = withoutRecords(input);
  const plain = withNumbers(planSchema, given);
  const { data, error } = z.safeParse(planSchema, plain);
  const sourceOf = (index: number): string => sources[index] ?? `rules[${index}]`;
  if (data !== undefined && ofRecords.length === 0) {
    const { rules, ...rest } = data;
    const sourced = rules?.map((rule, index) => ({ ...rule, source: sourceOf(index) }));
    return { data: sourced === undefined ? rest : { ...rest, rules: sourced }, problems: [], wellFormed: {} };
  }
  const print = (path: readonly PropertyKey[]): string => {
    const [key, index, ...rest] = path;
    const source = key === "rules" && typeof index === "number" ? sources[index] : undefined;
    return source === undefined ? printPath(path) : printPath(rest, source);
  };
  const ofPlan = problemsOf(planSchema, plain, error?.issues ?? [], print);
  const { preset, rules } = isTree(plain) ? plain : {};
  const stage = z.safeParse(planSchema.shape.preset, preset);
  const wellFormed = (list: readonly unknown[]): NonNullable<Sourced["rules"]> =>
    list.flatMap((item, index) => {
      const rule = z.safeParse(ruleSchema, item);
      return rule.success ? [{ ...rule.data, source: sourceOf(index) }] : [];
    });
  return {
    problems: [...ofRecords, ...ofPlan.filter(({ code }) => code !== "empty-plan" || ofRecords.length === 0)],
    wellFormed: {
      ...(stage.data !== undefined && { preset: stage.data }),
      ...(Array.isArray(rules) && { rules: wellFormed(rules) }),
    },
  };
}

/**
 * Converts rules pasted from `aws xray get-sampling-rules` to a plan's format and appends them to its own rules in
 * order of evaluation. X-Ray's Default rule is left out.
 *
 * @returns also each resulting rule's position in the input
 */
function withoutRecords(input: unknown): { given: unknown; sources: readonly string[]; problems: readonly Problem[] } {
  if (!isTree(input) || !Array.isArray(input.rules)) return { given: input, sources: [], problems: [] };
  const checks = new Checks();
  const own: { rule: unknown; source: string }[] = [];
  const pasted: { rule: XRaySamplingRule; source: string }[] = [];
  for (const [index, item] of input.rules.entries()) {
    const { source, record } = unwrapped(`rules[${index}]`, item);
    if (!isRecordOfApi(record)) own.push({ rule: record, source });
    else {
      const rule = readXRayRule(checks, source, record);
      if (rule !== undefined && rule.RuleName !== DEFAULT_RULE_NAME) pasted.push({ rule, source });
    }
  }
  pasted.sort((one, other) => byEvaluation(one.rule, other.rule));
  // In a plan the order of the list is the order of evaluation.
  const inWords = pasted.map(({ rule, source }) => ({ rule: fromXRayRule(rule), source }));
  const all = [...own, ...inWords];
  return {
    given: { ...input, rules: all.map(({ rule }) => rule) },
    sources: all.map(({ source }) => source),
    problems: checks.problems,
  };
}

/** Three members that the API always answers, in its own spelling. */
function isRecordOfApi(record: unknown): boolean {
  return isTree(record) && "RuleName" in record && "URLPath" in record && "Priority" in record;
}

/** A value with the numbers that are written as text, and without members that are undefined. */
function withNumbers(schema: z.core.$ZodType, given: unknown): unknown {
  const wanted = bare(schema);
  if (wanted instanceof z.ZodNumber) return typeof given === "string" ? (numberIn(given) ?? given) : given;
  if (wanted instanceof z.ZodArray) {
    return Array.isArray(given) ? given.map((item: unknown) => withNumbers(wanted.element, item)) : given;
  }
  if (!(wanted instanceof z.ZodObject) || !isTree(given)) return given;
  const shape: Readonly<Record<string, z.core.$ZodType>> = wanted.shape;
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => {
        const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
        return [key, known === undefined ? value : withNumbers(known, value)];
      }),
  );
}

function printPath(path: readonly PropertyKey[], start = ""): string {
  return path.reduce<string>(
    (above, step) => (typeof step === "number" ? `${above}[${step}]` : member(above, String(step))),
    start,
  );
}
