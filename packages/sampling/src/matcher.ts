import { dispatchByPrefix } from "./dispatch.ts";
import type { Prefixed } from "./dispatch.ts";
import { compileHost } from "./host.ts";
import { DEFAULT_RULE_NAME } from "./limits.ts";
import { compilePattern, literalPrefix } from "./pattern.ts";
import type { Matcher } from "./pattern.ts";
import { byEvaluation } from "./rule.ts";
import type { SamplingRequest, XRaySamplingRule } from "./rule.ts";

/** Rules made ready for many decisions. */
export interface CompiledRules {
  /** The first rule in order of evaluation that the request matches, or undefined when none does. */
  match(request: SamplingRequest): XRaySamplingRule | undefined;
}

/** A rule with tests for only those fields that it restricts; an absent test matches anything, also a missing value. */
interface CompiledRule extends Prefixed {
  readonly rule: XRaySamplingRule;
  readonly service: Matcher | undefined;
  readonly serviceType: Matcher | undefined;
  readonly resourceArn: Matcher | undefined;
  readonly method: Matcher | undefined;
  readonly host: Matcher | undefined;
  readonly path: Matcher | undefined;
  readonly attributes: readonly (readonly [string, Matcher])[];
}

/**
 * Compiles rules to decide many requests. They are tried in order of priority, then name; the first match decides. A
 * missing value matches only the pattern `*`; an attribute of a rule must be present.
 */
export function compileRules(rules: readonly XRaySamplingRule[]): CompiledRules {
  const compiled = [...rules].sort(byEvaluation).map(compileRule);
  const forProcess = rememberLast(compiled);
  return {
    match(request) {
      const method = request.method?.toLowerCase();
      const host = request.host?.toLowerCase();
      const path = request.path?.toLowerCase();
      for (const candidate of forProcess(request)(path ?? "")) {
        if (!accepts(candidate.path, path) || !accepts(candidate.method, method)) continue;
        if (!accepts(candidate.host, host) || !hasAttributes(candidate.attributes, request.attributes)) continue;
        return candidate.rule;
      }
      return undefined;
    },
  };
}

/** The rules that a path in lower case may concern, in order of evaluation. */
type Candidates = (path: string) => readonly CompiledRule[];

/** Number of cached processes; more than one only if a program decides for others. */
const REMEMBERED = 32;

/**
 * Selects the rules that can match the request's service, service type and resource. These are constant in a process,
 * so the last results are cached.
 */
function rememberLast(rules: readonly CompiledRule[]): (request: SamplingRequest) => Candidates {
  let service: string | undefined;
  let serviceType: string | undefined;
  let resourceArn: string | undefined;
  let last: Candidates | undefined;
  const remembered = new Map<string, Candidates>();
  return (request) => {
    const same =
      request.service === service && request.serviceType === serviceType && request.resourceArn === resourceArn;
    if (last !== undefined && same) return last;
    ({ service, serviceType, resourceArn } = request);
    const folded = [service, serviceType, resourceArn].map((value) => value?.toLowerCase());
    const key = JSON.stringify(folded.map((value) => value ?? null));
    last = remembered.get(key);
    if (last !== undefined) return last;
    const own = rules.filter(
      (rule) =>
        accepts(rule.service, folded[0]) &&
        accepts(rule.serviceType, folded[1]) &&
        accepts(rule.resourceArn, folded[2]),
    );
    last = dispatchByPrefix(own);
    if (remembered.size === REMEMBERED) remembered.clear();
    remembered.set(key, last);
    return last;
  };
}

function accepts(test: Matcher | undefined, value: string | undefined): boolean {
  return test === undefined || (value !== undefined && test(value));
}

function hasAttributes(
  tests: readonly (readonly [string, Matcher])[],
  attributes: Readonly<Record<string, string>> | undefined,
): boolean {
  if (tests.length === 0) return true;
  if (attributes === undefined) return false;
  return tests.every(([key, test]) => {
    const value = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
    return value !== undefined && test(value.toLowerCase());
  });
}

function compileRule(rule: XRaySamplingRule): CompiledRule {
  const test = (pattern: string): Matcher | undefined => (pattern === "*" ? undefined : compilePattern(pattern));
  // The Default rule matches everything else, regardless of its fields.
  if (rule.RuleName === DEFAULT_RULE_NAME) return { ...ANYTHING, rule };
  return {
    rule,
    prefix: literalPrefix(rule.URLPath),
    service: test(rule.ServiceName),
    serviceType: test(rule.ServiceType),
    resourceArn: test(rule.ResourceARN),
    method: test(rule.HTTPMethod),
    host: rule.Host === "*" ? undefined : compileHost(rule.Host),
    path: test(rule.URLPath),
    attributes: Object.entries(rule.Attributes ?? {}).map(([key, pattern]) => [key, compilePattern(pattern)] as const),
  };
}

const ANYTHING = {
  prefix: "",
  service: undefined,
  serviceType: undefined,
  resourceArn: undefined,
  method: undefined,
  host: undefined,
  path: undefined,
  attributes: [],
};
