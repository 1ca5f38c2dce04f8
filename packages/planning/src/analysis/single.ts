import type { XRaySamplingRule } from "@pmp/sampling";
import type { Finding } from "./finding.ts";
import { commonRequest } from "./reach.ts";
import { sentHost, sentMethod, sentPath } from "./sent.ts";
import { METHODS, OTHER_METHODS, SERVICE_TYPES, knownTypes } from "./space.ts";
import type { Field, Process } from "./space.ts";

/** Why no request of the process can match the rule; empty when one can. */
export function neverMatches(rule: XRaySamplingRule, fields: readonly Field[], runtime: Process): Finding[] {
  const findings: Finding[] = [];
  for (const field of fields) {
    const constraint = field.constraint(rule);
    if (constraint === undefined || field.domain.common([constraint]) !== undefined) continue;
    // A request that matches the rule's other fields: probably the intended one.
    const witness = commonRequest(fields, [without(rule, field)]);
    const reason = reasonFor(field.name, constraint, runtime);
    if (reason === undefined) continue;
    const base = { rule: rule.RuleName, others: [], ...reason };
    findings.push(witness === undefined ? base : { ...base, witness });
  }
  return findings;
}

type Reason = Pick<Finding, "code" | "severity" | "message" | "fix">;

function reasonFor(field: string, pattern: string, runtime: Process): Reason | undefined {
  switch (field) {
    case "service":
      return {
        code: "never-matches-service",
        severity: "error",
        message: `Its service ${pattern} does not match ${runtime.service ?? "any name"}, the service that is configured.`,
        fix: `Write service: ${runtime.service ?? "*"}, or leave service out.`,
      };
    case "serviceType": {
      const type = runtime.platform === undefined ? undefined : SERVICE_TYPES[runtime.platform];
      const allowed = type ?? `any type that X-Ray samplers report (${knownTypes().join(", ")})`;
      const isEcs = /^aws::ecs::/i.test(pattern) && (type === undefined || type === SERVICE_TYPES.aws_ecs);
      const why = isEcs
        ? ` All of ECS reports ${SERVICE_TYPES.aws_ecs}: the launch type is in the origin of the segments only, which rules don't see.`
        : "";
      return {
        code: "never-matches-platform",
        severity: "error",
        message: `Its service type ${pattern} does not match ${allowed}.${why}`,
        fix: `Write serviceType: ${type ?? (isEcs ? SERVICE_TYPES.aws_ecs : "*")}, or leave serviceType out.`,
      };
    }
    case "method":
      return {
        code: "never-matches-method",
        severity: "error",
        message: `Its method ${pattern} matches no HTTP method.`,
        fix: methodFix(pattern),
      };
    case "path":
      return {
        code: "never-matches-path",
        severity: "error",
        message: `Its path ${pattern} matches nothing that begins with /, as every path does.`,
        fix: `Write path: ${sentPath(pattern)}.`,
      };
    default:
      return undefined;
  }
}

function methodFix(pattern: string): string {
  const names = pattern.split(/[|,\s]+/).filter((name) => name !== "");
  if (names.length > 1) return `Write method: *, or one rule for each of ${names.join(", ")}.`;
  return `Write method: ${sentMethod(pattern, [...METHODS, ...OTHER_METHODS])}.`;
}

function without(rule: XRaySamplingRule, field: Field): XRaySamplingRule {
  const keys = { service: "ServiceName", serviceType: "ServiceType", method: "HTTPMethod", path: "URLPath" } as const;
  const key = Object.entries(keys).find(([name]) => name === field.name)?.[1];
  return key === undefined ? rule : { ...rule, [key]: "*" };
}

/** Patterns in another notation, which no request has. */
function neverSent(rule: XRaySamplingRule): Finding[] {
  const fields = [
    { field: "path", code: "never-matches-path", pattern: rule.URLPath, sent: sentPath(rule.URLPath) },
    { field: "host", code: "never-matches-host", pattern: rule.Host, sent: sentHost(rule.Host) },
  ] as const;
  return fields
    .filter(({ pattern, sent }) => pattern !== sent)
    .map(({ field, code, pattern, sent }) => ({
      code,
      severity: "warning",
      rule: rule.RuleName,
      others: [],
      message: `Its ${field} ${pattern} is what no request has: X-Ray knows only * (any text) and ? (one character), and compares what is sent.`,
      fix: `Write ${field}: ${sent}.`,
    }));
}

/** Findings on a single rule. */
export function inspect(rule: XRaySamplingRule, fields: readonly Field[]): Finding[] {
  const findings: Finding[] = [];
  const witness = commonRequest(fields, [rule]) ?? {};
  if (rule.FixedRate === 1 && rule.ReservoirSize > 1) {
    findings.push({
      code: "reservoir-without-effect",
      severity: "warning",
      rule: rule.RuleName,
      others: [],
      witness,
      message: `Its rate of 100 % samples every request already, so that the reservoir of ${rule.ReservoirSize} bounds nothing.`,
      fix: "Write reservoir 0 or 1. To bound the cost, write the reservoir that you can pay for and a rate below 1.",
    });
  }
  findings.push(...neverSent(rule));
  const path = rule.URLPath;
  if (findings.length === 0 && !/[*?]/.test(path)) {
    findings.push({
      code: "path-without-wildcard",
      severity: "info",
      rule: rule.RuleName,
      others: [],
      witness: { ...witness, path: `${path}?page=2` },
      message: `Its path ${path} is only matched without a query by the X-Ray SDKs, which compare the path with the query; @pmp/tracing leaves the query out.`,
      fix: `Write ${path}* to match with and without a query.`,
    });
  }
  return findings;
}
