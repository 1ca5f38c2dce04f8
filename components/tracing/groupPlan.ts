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
  /** Requests slower than this are slow. */
  readonly slowSeconds: number;
}

/** The groups of one service, by purpose. */
export type GroupPlans = Readonly<Record<"all" | "faults" | "errors" | "slow", GroupPlan>>;

/**
 * Works out the groups of a service. The condition is inside `service(…) { }`, which looks at this service's own segments;
 * a bare `fault` would look at the root of the trace only, and miss a call that came from another traced service.
 */
export function planGroups({ service, slowSeconds }: GroupPlanArgs): GroupPlans {
  const group = (suffix: string, condition?: string): GroupPlan => ({
    groupName: `${service}-${suffix}`,
    filterExpression: condition === undefined ? `service("${service}")` : `service("${service}") { ${condition} }`,
  });
  return {
    all: group("all"),
    // 5xx.
    faults: group("faults", "fault"),
    // 4xx, throttling (429) among them.
    errors: group("errors", "error"),
    slow: group("slow", `responsetime > ${slowSeconds}`),
  };
}
