import type { SamplingRequest } from "@pmp/sampling";

/** Kinds of findings on well-formed rules. */
export type FindingCode =
  | "shadowed"
  | "duplicate"
  | "unreachable"
  | "overlapping"
  | "equal-priority"
  | "never-matches-service"
  | "never-matches-platform"
  | "never-matches-method"
  | "never-matches-path"
  | "never-matches-host"
  | "critical-path-uncovered"
  | "falls-to-default"
  | "reservoir-overrides-rate"
  | "reservoir-without-effect"
  | "path-without-wildcard"
  | "too-many-to-report"
  | "over-budget"
  | "callers-decide"
  | "too-hard-to-decide";

/** error: the rules can't do what they say; warning: likely unintended; info: good to know. */
export type Severity = "error" | "warning" | "info";

/** One thing found in a list of rules. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The rule that it is about; empty when it is about the whole list. */
  readonly rule: string;
  /** The other rules that take part. */
  readonly others: readonly string[];
  /** A request that shows it. */
  readonly witness?: SamplingRequest;
  readonly message: string;
  readonly fix: string;
}

/** A readable request, such as `POST /api/orders (tier=gold)`. */
export function describeRequest(request: SamplingRequest): string {
  const line = [request.method, request.path].filter((part) => part !== undefined).join(" ");
  const rest = [
    ...named("host", request.host),
    ...named("service", request.service),
    ...named("type", request.serviceType),
    ...named("resource", request.resourceArn),
    ...Object.entries(request.attributes ?? {}).flatMap(([key, value]) => named(key, value)),
  ];
  const subject = line === "" ? "a trace that no HTTP request starts" : line;
  return rest.length === 0 ? subject : `${subject} (${rest.join(", ")})`;
}

function named(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${name}=${value}`];
}

/** One finding as lines for people. */
export function formatFinding(finding: Finding): string {
  const subject = [finding.rule, ...finding.others].filter((name) => name !== "").join(", ");
  const head = `${finding.severity} ${finding.code}${subject === "" ? "" : ` (${subject})`}`;
  return `${head}: ${finding.message} ${finding.fix}`;
}
