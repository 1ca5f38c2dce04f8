import {
  PLATFORMS,
  PRESETS,
  sentPath,
  type Incidents,
  type PathTraffic,
  type PlanContext,
  type PlanInput,
  type RuleBoost,
  type RuleInput,
  type Traffic,
  type TransactionSearch,
  type Usage,
} from "@pmp/planning";
import { DEFAULT_RULE_NAME, LIMITS } from "@pmp/sampling";
import { parseTrustEntries, TRUST_ALLOWED } from "@pmp/sampling/trust";
import { z } from "zod";
import { field } from "../settings/field.ts";
import { choice, number, refuse, text, whole, yesNo } from "./forms.ts";
import { PLAN_NOTATIONS, RULE_NOTATIONS, type Notations } from "./notations.ts";

/** What to do about an object or a list that is none, and about keys that belong to another notation. */
export interface ShapeHelp {
  readonly advice: string;
  readonly notations?: Notations;
}

const shapes = z.registry<ShapeHelp>();

function shaped<S extends z.ZodType>(schema: S, advice: string, notations?: Notations): S {
  shapes.add(schema, { advice, ...(notations !== undefined && { notations }) });
  return schema;
}

/** The help of an object or a list. */
export function shapeHelp(schema: z.core.$ZodType): ShapeHelp | undefined {
  return shapes.get(schema);
}

const MINUTES_OF_A_DAY = 1440;
const ATTRIBUTES = "Give each attribute that the request must have a pattern for its value.";

const attributes = shaped(
  z.record(
    text(LIMITS.attributes.key, "tier", "Shorten the attribute's name."),
    text(LIMITS.attributes.value, "gold", ATTRIBUTES),
  ),
  ATTRIBUTES,
).refine((given) => Object.keys(given).length <= LIMITS.attributes.pairs, {
  // Asked also when one of them is wrong.
  when: ({ value }) => typeof value === "object" && value !== null,
  params: {
    code: "out-of-range",
    shown: (given: object) => `${Object.keys(given).length} attributes`,
    allowed: `up to ${LIMITS.attributes.pairs} attributes`,
    advice: "Remove some.",
  },
});

const BOOST = "Write boost as { maxRate: 0.5, cooldownMinutes: 10 }, or leave it out.";

const boost = shaped(
  z.strictObject({
    maxRate: number(0, 1, 0.5, "Write the highest share: 50 % is 0.5."),
    cooldownMinutes: whole(
      1,
      MINUTES_OF_A_DAY,
      10,
      "Write whole minutes: of each window of this length, a minute at most is boosted.",
    ),
  } satisfies Record<keyof RuleBoost, z.ZodType>),
  BOOST,
) satisfies z.ZodType<RuleBoost>;

/** One rule of `sampling.rules`. {@link RuleInput} says what each member does. */
export const rule = shaped(
  z.strictObject({
    name: text(LIMITS.ruleName, "orders", "Give the rule a short name of its own.").check((context) => {
      if (context.value.toLowerCase() !== DEFAULT_RULE_NAME.toLowerCase()) return;
      refuse(context, {
        code: "reserved-name",
        allowed: `any name but ${DEFAULT_RULE_NAME}`,
        advice: "X-Ray keeps this name for its own last rule. Choose another.",
      });
    }),
    path: text(LIMITS.urlPath, "/api/orders*", "Write a path pattern such as /api/orders*.").exactOptional(),
    method: text(LIMITS.httpMethod, "GET", "Write an HTTP method such as GET, or * for all.").exactOptional(),
    host: text(LIMITS.host, "*", "Write a host pattern such as *.example.com, or * for all.").exactOptional(),
    service: text(LIMITS.serviceName, "pmp-api", "Write the API's service name, or * for all.").exactOptional(),
    serviceType: text(
      LIMITS.serviceType,
      "*",
      "Write * unless the rule is for one platform, such as AWS::EKS::Container.",
    ).exactOptional(),
    rate: number(0, 1, 0.1, "Write a share: 10 % is 0.1."),
    reservoir: whole(
      0,
      LIMITS.reservoir,
      0,
      "Write whole requests per second; 0 keeps the rate exact.",
    ).exactOptional(),
    attributes: attributes.exactOptional(),
    boost: boost.exactOptional(),
    before: text(
      LIMITS.ruleName,
      "pmp-api-health",
      "Write the name of the rule that this one must be evaluated before.",
    ).exactOptional(),
  } satisfies Record<keyof RuleInput, z.ZodType>),
  "Write a rule as { name, path, rate }.",
  RULE_NOTATIONS,
).check((context) => {
  const { rate, boost: given } = context.value;
  if (given === undefined || given.maxRate > rate) return;
  if (rate === 1) {
    const advice = "The rule samples every request already: leave boost out.";
    refuse(context, { code: "nothing-to-boost", allowed: "a boost of a rule below 100 %", advice }, ["boost"]);
  } else {
    const advice = `Write a maxRate above ${rate}, such as ${Math.min(1, Number((rate * 5).toPrecision(3)) || 0.5)}, or leave boost out.`;
    refuse(context, { code: "boost-below-rate", allowed: `a number above the rule's rate ${rate}, up to 1`, advice }, [
      "boost",
      "maxRate",
    ]);
  }
}) satisfies z.ZodType<RuleInput>;

const TRAFFIC = "Write traffic as { paths: [{ path: /api/orders, requestsPerSecond: 5 }] }.";
const PATH = "Write a path as it is requested, such as /api/orders/7.";
const HOURS = 24;
const FAULTS = "Write the percentage of requests that fail.";
const INCIDENTS = "Write incidents as { perMonth: 4, minutes: 15, faultPercent: 20 }.";

const incidents = shaped(
  z.strictObject({
    perMonth: number(0, 10_000, 4, "Write how many incidents a month has."),
    minutes: number(1, MINUTES_OF_A_DAY, 15, "Write how many minutes an incident lasts."),
    faultPercent: number(0, 100, 20, FAULTS),
  } satisfies Record<keyof Incidents, z.ZodType>),
  INCIDENTS,
) satisfies z.ZodType<Incidents>;

const DAILY = "Write one weight per hour of the day, from midnight on.";

/** One kind of requests that a service gets. {@link PathTraffic} says what each member does. */
export const pathTraffic = shaped(
  z.strictObject({
    path: text(2048, "/api/orders/7", PATH).check((context) => {
      if (context.value.startsWith("/") && !context.value.includes("*")) return;
      refuse(context, { code: "not-a-path", allowed: "a path that begins with / and has no *", advice: PATH });
    }),
    method: text(32, "GET", "Write the method of the requests, such as GET.").exactOptional(),
    host: text(255, "shop.example.com", "Write the host of the requests, or leave it out.").exactOptional(),
    requestsPerSecond: number(0, 1_000_000, 5, "Write the mean requests per second over a day."),
  } satisfies Record<keyof PathTraffic, z.ZodType>),
  TRAFFIC,
) satisfies z.ZodType<PathTraffic>;

const traffic = shaped(
  z.strictObject({
    paths: shaped(z.array(pathTraffic), TRAFFIC).check((context) => {
      if (context.value.length === 0) {
        refuse(context, { code: "out-of-range", allowed: "at least one path", advice: TRAFFIC });
      }
    }),
    instances: whole(1, 100_000, 3, "Write the number of processes that share the load.").exactOptional(),
    faultPercent: number(0, 100, 0.1, FAULTS).exactOptional(),
    incidents: incidents.exactOptional(),
    daily: field(z.array(number(0, 1e9, 1, DAILY)).length(HOURS), {
      allowed: `${HOURS} weights`,
      example: "[1, …]",
      advice: DAILY,
    })
      .check((context) => {
        if (context.value.length !== HOURS || context.value.some((weight) => weight > 0)) return;
        refuse(context, { code: "out-of-range", allowed: "at least one weight above 0", advice: DAILY });
      })
      .exactOptional(),
  } satisfies Record<keyof Traffic, z.ZodType>),
  TRAFFIC,
) satisfies z.ZodType<Traffic>;

const transactionSearch = shaped(
  z.strictObject({
    spansPerTrace: number(1, 10_000, 8, "Write the mean number of spans in a trace."),
    bytesPerSpan: number(1, 204_800, 900, "Write the mean size of a span in bytes."),
    indexedPercent: number(0, 100, 1, "Write the percentage that Transaction Search indexes.").exactOptional(),
  } satisfies Record<keyof TransactionSearch, z.ZodType>),
  "Write transactionSearch as { spansPerTrace: 8, bytesPerSpan: 900 }.",
) satisfies z.ZodType<TransactionSearch>;

const usage = shaped(
  z.strictObject({
    daysPerMonth: whole(28, 31, 30, "Write the days of the month.").exactOptional(),
    retrievedTraces: whole(0, 1e12, 100_000, "Write the traces that are read or scanned in a month.").exactOptional(),
    insights: yesNo("Write true or false.").exactOptional(),
    transactionSearch: transactionSearch.exactOptional(),
  } satisfies Record<keyof Usage, z.ZodType>),
  "Write usage as { retrievedTraces: 100000, insights: true }.",
) satisfies z.ZodType<Usage>;

const CRITICAL = "Write a list of path patterns such as /api/pay*.";

const criticalPath = text(LIMITS.urlPath, "/api/pay*", CRITICAL).check((context) => {
  const { value } = context;
  if (!value.startsWith("/")) {
    refuse(context, { code: "not-a-path", allowed: "a pattern that begins with /", advice: CRITICAL });
  } else if (sentPath(value) !== value) {
    const advice = `Write ${sentPath(value)}.`;
    refuse(context, { code: "not-a-path", allowed: "a pattern that some request has", advice });
  }
});

const caller = text(200, "10.0.0.0/16", "Write whose decision to sample counts, or leave it out.");

/** Entries of PMP_TRUST_SAMPLED: a text with commas, as in the variable, or a list. */
const trustSampled = field(z.union([z.string(), z.array(caller)]), {
  allowed: TRUST_ALLOWED,
  example: "none",
  advice: "Write whose decision to sample counts, or leave it out.",
}).check((context) => {
  const { value } = context;
  const entries = typeof value === "string" ? value.split(",").map((entry) => entry.trim()) : value;
  for (const { given, reason, fix } of parseTrustEntries(entries).problems) {
    const advice = fix === undefined ? `It can't be used: ${reason}.` : `Write ${fix}: ${reason}.`;
    const path = typeof value === "string" ? [] : [entries.indexOf(given)];
    refuse(context, { code: "not-a-caller", allowed: TRUST_ALLOWED, advice, shown: given }, path);
  }
});

const WHOLE_PLAN = "Write a plan as { preset: prod } or { rules: [...] }.";

/** A sampling plan: `sampling` of a stack's settings. {@link PlanInput} says what each member does. */
export const plan = shaped(
  z.strictObject({
    preset: choice(PRESETS, "prod", "Name the stage, or leave it out and write all rules.").exactOptional(),
    rules: shaped(z.array(rule), "Write a list of rules.").exactOptional(),
    adaptive: yesNo("Write true or false.").exactOptional(),
    capturePerSecond: whole(
      0,
      LIMITS.capturesPerSecond,
      1,
      "Write how many anomalous requests per second and process are recorded although they were not sampled.",
    ).exactOptional(),
    criticalPaths: shaped(z.array(criticalPath), CRITICAL).exactOptional(),
    traffic: traffic.exactOptional(),
    usage: usage.exactOptional(),
    trustSampled: trustSampled.exactOptional(),
    maxMonthlyUsd: number(0, 1e9, 60, "Write the US dollars that a month of tracing may cost.").exactOptional(),
  } satisfies Record<keyof PlanInput, z.ZodType>),
  WHOLE_PLAN,
  PLAN_NOTATIONS,
)
  .refine(({ maxMonthlyUsd, traffic: stated }) => maxMonthlyUsd === undefined || stated !== undefined, {
    when: ({ value }) => typeof value === "object" && value !== null,
    path: ["traffic"],
    params: {
      code: "missing",
      allowed: "the traffic that maxMonthlyUsd is for",
      advice: "State the traffic too: a cost can't be forecast without it.",
    },
  })
  .check((context) => {
    if (context.value.adaptive !== true || context.value.preset !== undefined) return;
    const advice = "Give each rule its own boost: { maxRate: 0.5, cooldownMinutes: 10 }; adaptive is for a preset.";
    refuse(context, { code: "nothing-to-boost", allowed: "false, or a preset too", advice }, ["adaptive"]);
  })
  .check((context) => {
    if (context.value.preset !== undefined || (context.value.rules ?? []).length > 0) return;
    refuse(context, {
      code: "empty-plan",
      allowed: "a preset, or at least one rule",
      advice: WHOLE_PLAN,
    });
  }) satisfies z.ZodType<PlanInput>;

/** A dash and 16 characters: with a hash, eight are left of a rule's own name. */
const SUFFIX_LENGTH = 17;
const SERVICE = "Write the API's service name, as in OTEL_SERVICE_NAME.";

/** What a plan is for. {@link PlanContext} says what each member does. */
export const context = shaped(
  z.strictObject({
    service: text(LIMITS.serviceName, "pmp-api", SERVICE)
      .check((given) => {
        if (!/[*?]/.test(given.value)) return;
        refuse(given, { code: "not-a-name", allowed: "a name without * and ?", advice: SERVICE });
      })
      .exactOptional(),
    nameSuffix: text(SUFFIX_LENGTH, "-dev", "Write a short suffix such as -dev, or leave it out.").exactOptional(),
    platform: choice(
      PLATFORMS,
      "aws_eks",
      "Write the value of OpenTelemetry's cloud.platform, or leave it out.",
    ).exactOptional(),
    maxRules: whole(
      1,
      LIMITS.priority.max,
      LIMITS.customRules,
      "Write the quota of sampling rules that AWS gave the account.",
    ).exactOptional(),
  } satisfies Record<keyof PlanContext, z.ZodType>),
  "Give the plan's context as { service: name }.",
) satisfies z.ZodType<PlanContext>;
