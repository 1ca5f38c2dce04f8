import { shortName, type Plan } from "@pmp/planning";

/** One X-Ray group: a name, and the filter expression that traces must match. */
export interface GroupPlan {
  /** At most 32 letters, digits and dashes. */
  readonly groupName: string;
  /** https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html */
  readonly filterExpression: string;
}

export interface GroupPlanArgs {
  /** The service's name in X-Ray: letters, digits and dashes, at most 25. */
  readonly service: string;
  /** Appended to the groups' names, to tell apart the stacks of one account: at most 17 characters. Default: nothing. */
  readonly nameSuffix?: string;
  /** Requests slower than this are slow; seconds. */
  readonly slowSeconds: number;
  /** Its rules for a path with rate 1 are the critical paths; when it captures traces, the groups by purpose leave these out. */
  readonly plan: Plan;
}

/** The groups that alarms count, by purpose. */
export type Purpose = "all" | "faults" | "errors" | "slow";
export type PurposeGroups = Readonly<Record<Purpose, GroupPlan>>;

export interface PlannedGroups {
  readonly byPurpose: PurposeGroups;
  /** One per critical path, in the order of the sampling plan. */
  readonly criticalPaths: readonly GroupPlan[];
}

/** X-Ray's limit for a group's name. https://docs.aws.amazon.com/xray/latest/api/API_CreateGroup.html */
const NAME_LENGTH = 32;
/** Groups that an account can have in a region. https://docs.aws.amazon.com/general/latest/gr/xray.html */
export const GROUP_QUOTA = 25;

/** Traces without the mark that a captured trace has. AWS's SDKs may set it to true on sampled ones. */
const NOT_CAPTURED = "!(annotation[aws.trace.flag.sampled] = false)";

/**
 * Plans the groups of a service. The condition is inside `service(…) { }`, which looks at this service's own segments;
 * a bare `fault` would look at the root of the trace only, and miss a call that came from another traced service.
 */
export function planGroups({ service, nameSuffix = "", slowSeconds, plan }: GroupPlanArgs): PlannedGroups {
  // Captured traces are faults only: counted, they would raise the share of faults, which alarms watch.
  const captured = (plan.capturePerSecond ?? 0) > 0 ? ` AND ${NOT_CAPTURED}` : "";
  const group = (suffix: string, condition?: string): GroupPlan => ({
    groupName: shortName(service, `-${suffix}${nameSuffix}`),
    filterExpression:
      (condition === undefined ? `service("${service}")` : `service("${service}") { ${condition} }`) + captured,
  });
  const byPurpose = {
    all: group("all"),
    // 5xx.
    faults: group("faults", "fault"),
    // 4xx, throttling (429) among them.
    errors: group("errors", "error"),
    slow: group("slow", `responsetime > ${slowSeconds}`),
  };
  // X-Ray has a group named Default of its own.
  const used = new Set(["Default", ...Object.values(byPurpose).map(({ groupName }) => groupName)]);
  const criticalPaths = criticalRules(plan).map(({ RuleName, URLPath }) => ({
    groupName: uniqueName(RuleName, nameSuffix, used),
    filterExpression: pathFilter(service, URLPath),
  }));
  return { byPurpose, criticalPaths };
}

/** A path is critical when the plan names it and records all of its requests. */
function criticalRules({ rules }: Plan): Plan["rules"] {
  return rules.filter(({ FixedRate, URLPath }) => FixedRate === 1 && literals(URLPath).length > 0);
}

/**
 * X-Ray compares `http.url` as text, without wildcards: each literal part of the pattern must be in the URL. That is a little
 * wider than the pattern (`/api/stripe*` also matches a URL with /api/stripe in its query), and narrow enough to look at.
 * `http.url` is the URL that the trace began with, which is also what sampling rules look at.
 */
function pathFilter(service: string, path: string): string {
  const parts = literals(path).map((part) => `http.url CONTAINS "${part}"`);
  return [`service("${service}")`, ...parts].join(" AND ");
}

function literals(pattern: string): string[] {
  return pattern.split(/[*?]+/).filter((part) => /[^/"]/.test(part) && !part.includes('"'));
}

/** A rule's name as a group's name: letters, digits and dashes, within the limit, unique, with the stack's suffix. */
function uniqueName(ruleName: string, nameSuffix: string, used: Set<string>): string {
  const own = ruleName.endsWith(nameSuffix) ? ruleName.slice(0, ruleName.length - nameSuffix.length) : ruleName;
  const base = own.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "path";
  for (let attempt = 1; ; attempt += 1) {
    const suffix = (attempt === 1 ? "" : `-${attempt}`) + nameSuffix;
    const name = base.slice(0, NAME_LENGTH - suffix.length) + suffix;
    if (!used.has(name)) {
      used.add(name);
      return name;
    }
  }
}
