import { DEFAULT_RULE } from "@pmp/sampling";
import type { SamplingRequest, XRaySamplingRule } from "@pmp/sampling";

/** X-Ray's pattern language by its definition, one case a line; slow, and so plain that it can be trusted by reading. */
export function defined(pattern: string, text: string): boolean {
  return definedOn(Array.from(pattern), Array.from(text));
}

/** The same on lists of characters: an emoji is one, though it takes two UTF-16 units. */
function definedOn([wanted, ...pattern]: string[], text: string[]): boolean {
  const [first, ...rest] = text;
  if (wanted === undefined) return first === undefined;
  if (wanted === "*") return definedOn(pattern, text) || (first !== undefined && definedOn([wanted, ...pattern], rest));
  if (first === undefined) return false;
  if (wanted === "?") return definedOn(pattern, rest);
  return wanted.toLowerCase() === first.toLowerCase() && definedOn(pattern, rest);
}

/** Whether a rule matches, by the definition: each field, and each attribute that the rule names. */
export function matchesByDefinition(rule: XRaySamplingRule, request: SamplingRequest): boolean {
  const fits = (pattern: string, value: string | undefined): boolean =>
    pattern === "*" || (value !== undefined && defined(pattern, value));
  const attributes = Object.entries(rule.Attributes ?? {}).every(([key, pattern]) => {
    const value = request.attributes?.[key];
    return value !== undefined && defined(pattern, value);
  });
  return (
    attributes &&
    fits(rule.ServiceName, request.service) &&
    fits(rule.ServiceType, request.serviceType) &&
    fits(rule.ResourceARN, request.resourceArn) &&
    (fits(rule.Host, request.host) || fits(rule.Host, request.host?.replace(/^([^:]+|\[.*\]):\d{1,5}$/, "$1"))) &&
    fits(rule.HTTPMethod, request.method) &&
    fits(rule.URLPath, request.path)
  );
}

/** A rule that matches everything, but for the given fields. */
export function rule(name: string, priority: number, fields: Partial<XRaySamplingRule> = {}): XRaySamplingRule {
  return { ...DEFAULT_RULE, RuleName: name, Priority: priority, FixedRate: 0.5, ReservoirSize: 0, ...fields };
}
