import type { RuleInput } from "@pmp/planning";
import { LIMITS } from "@pmp/sampling";

/** A file of sampling rules as AWS's X-Ray SDKs read it, version 1 or 2. */
export interface SdkRules {
  readonly rules: readonly SdkRule[];
  readonly default: { readonly fixedTarget: number; readonly rate: number };
}

interface SdkRule {
  readonly description: string;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly fixedTarget: number;
  readonly rate: number;
}

/** What differs between the SDK's local rules and a plan. */
export const SDK_RULES_NOTE =
  "AWS's SDK used these rules only while it could not reach the daemon (or with disableCentralizedSampling), each process with its own " +
  "fixed_target; in a plan they are the central rules, and a reservoir is shared by all processes";

/**
 * Reads a parsed file of local rules.
 * @returns undefined when it is no such file; problems when it is one that can't be converted
 */
export function readSdkRules(json: unknown): SdkRules | { readonly problems: readonly string[] } | undefined {
  const { version, rules = [], default: last } = isObject(json) ? json : {};
  const isOne = (version === 1 || version === 2) && isObject(last) && "fixed_target" in last && Array.isArray(rules);
  if (!isOne) return undefined;
  const problems: string[] = [];
  const number = (path: string, value: unknown, max: number, isWhole: boolean): number => {
    if (typeof value === "number" && value >= 0 && value <= max && (!isWhole || Number.isInteger(value))) return value;
    problems.push(`${path} is ${JSON.stringify(value)}: ${isWhole ? "a whole number" : "a number"} from 0 to ${max}`);
    return 0;
  };
  const text = (path: string, value: unknown, max: number): string => {
    // The SDK takes a rule without one of its patterns for a mistake; a plan has * then.
    const pattern = value === undefined ? "*" : value;
    if (typeof pattern === "string" && pattern !== "" && pattern.length <= max) return pattern;
    problems.push(`${path} is ${JSON.stringify(value)}: a pattern of 1 to ${max} characters`);
    return "*";
  };
  const read = rules.map((rule: unknown, index): SdkRule => {
    const path = `rules[${index}]`;
    const given = isObject(rule) ? rule : {};
    const host = version === 1 ? "service_name" : "host";
    return {
      description: typeof given.description === "string" ? given.description : "",
      host: text(`${path}.${host}`, given[host], LIMITS.host),
      method: text(`${path}.http_method`, given.http_method, LIMITS.httpMethod),
      path: text(`${path}.url_path`, given.url_path, LIMITS.urlPath),
      fixedTarget: number(`${path}.fixed_target`, given.fixed_target, LIMITS.reservoir, true),
      rate: number(`${path}.rate`, given.rate, 1, false),
    };
  });
  const base = {
    fixedTarget: number("default.fixed_target", last.fixed_target, LIMITS.reservoir, true),
    rate: number("default.rate", last.rate, 1, false),
  };
  return problems.length > 0 ? { problems } : { rules: read, default: base };
}

/** The rules of a plan: in the same order, which is the order of evaluation, the default last. */
export function planFromSdkRules({ rules, default: last }: SdkRules): RuleInput[] {
  const taken = new Set<string>(["default"]);
  const all = [
    ...rules.map(({ description, host, method, path, fixedTarget, rate }) => ({
      name: nameFor(description === "" ? path : description, taken),
      ...withoutStars({ path, method, host }),
      rate,
      ...(fixedTarget > 0 && { reservoir: fixedTarget }),
    })),
    {
      name: nameFor("all others", taken),
      rate: last.rate,
      ...(last.fixedTarget > 0 && { reservoir: last.fixedTarget }),
    },
  ];
  return all;
}

/** A pattern `*` is what a plan has without one. */
export function withoutStars<T extends Readonly<Record<string, string>>>(patterns: T): Partial<T> {
  const kept = Object.entries(patterns).filter(([, pattern]) => pattern !== "*");
  return Object.fromEntries(kept) as Partial<T>;
}

/** A name that no rule has yet, of at most 32 characters, without what a name can't have. */
export function nameFor(text: string, taken: Set<string>): string {
  const words = text
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .toLowerCase();
  const base = words.slice(0, LIMITS.ruleName).replace(/-+$/, "") || "rule";
  let name = base;
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) {
    const suffix = `-${count}`;
    name = base.slice(0, LIMITS.ruleName - suffix.length).replace(/-+$/, "") + suffix;
  }
  taken.add(name.toLowerCase());
  return name;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
