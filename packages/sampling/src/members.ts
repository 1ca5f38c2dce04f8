import { DEFAULT_RULE_PRIORITY, LIMITS } from "./limits.ts";

/** What a member of a record holds, and the limits that X-Ray sets. */
export type Form =
  /** A printable text of 1 to `max` characters. */
  | { readonly kind: "text"; readonly max: number }
  /** A number from `min` to `max`, whole if asked for. */
  | { readonly kind: "number"; readonly min: number; readonly max: number; readonly whole?: true }
  /** Names with a text for each. */
  | { readonly kind: "pairs"; readonly pairs: number; readonly key: number; readonly value: number }
  /** This one value. */
  | { readonly kind: "constant"; readonly value: 1 }
  | { readonly kind: "flag" }
  | { readonly kind: "record"; readonly members: Members };

/** One member of a record in the X-Ray API's shape. */
export type Member = Form & {
  /** Whether the record may lack it. */
  readonly optional?: true;
  /** Its value where a plan, or X-Ray's answer, leaves it out. */
  readonly initial?: string | number;
  /** Its name in a stack's sampling plan. None: a stack can't set it. */
  readonly word?: string;
  /** Its names in other notations: the console, and the rule files of X-Ray's own SDKs. */
  readonly also?: readonly string[];
  /** What to do about a value that is wrong. */
  readonly fix: string;
};

/** The members of a record, by their names in the X-Ray API. */
export type Members = Readonly<Record<string, Member>>;

/** The record that members describe. */
export type RecordOf<M> = {
  -readonly [Name in keyof M as M[Name] extends { optional: true } ? never : Name]: ValueOf<M[Name]>;
} & { -readonly [Name in keyof M as M[Name] extends { optional: true } ? Name : never]?: ValueOf<M[Name]> };

type ValueOf<M> = M extends { kind: "text" }
  ? string
  : M extends { kind: "number" }
    ? number
    : M extends { kind: "pairs" }
      ? Record<string, string>
      : M extends { kind: "constant"; value: infer Value }
        ? Value
        : M extends { kind: "flag" }
          ? boolean
          : M extends { kind: "record"; members: infer Inner }
            ? RecordOf<Inner>
            : never;

const PATTERN = "X-Ray requires it: write * for all.";

/** The members of {@link SamplingRateBoost}. */
const BOOST_MEMBERS = {
  /** Highest rate of the rule in a boost, 0 to 1. X-Ray accepts a value below FixedRate, which then does nothing. */
  MaxRate: { kind: "number", min: 0, max: 1, word: "maxRate", fix: "Write the highest share: 50 % is 0.5." },
  /**
   * Whole minutes. Windows of this length are aligned to the clock, and each has one boost at most: with 10, a boost
   * that ended at 1:14 can be followed by the next from 1:20 on.
   */
  CooldownWindowMinutes: {
    kind: "number",
    ...LIMITS.cooldownMinutes,
    whole: true,
    word: "cooldownMinutes",
    fix: "Write whole minutes; with 1, one boost can follow another.",
  },
  /** Not documented, but read by AWS's samplers: whether responses with 5xx are no anomalies. */
  DisableDefaultAnomalyDetection: { kind: "flag", optional: true, fix: "Write true or false, or leave it out." },
} as const satisfies Members;

/**
 * The members of a sampling rule, in the X-Ray API's own order and spelling (CreateSamplingRule, GetSamplingRules):
 * the one table from which the rule's type, readers, other spellings, comparison and schemas follow.
 * https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html
 */
export const RULE_MEMBERS = {
  /** 1 to 32 characters, unique in the account and region. */
  RuleName: {
    kind: "text",
    max: LIMITS.ruleName,
    word: "name",
    also: ["description"],
    fix: "Give the rule a name of its own.",
  },
  /** Pattern, up to 500 characters. Only `*` is understood by every SDK. */
  ResourceARN: { kind: "text", max: LIMITS.resourceArn, initial: "*", also: ["resourceARN"], fix: PATTERN },
  /** 1 to 9999, the lowest is evaluated first; 10000 for the Default rule. */
  Priority: {
    kind: "number",
    min: LIMITS.priority.min,
    max: DEFAULT_RULE_PRIORITY,
    whole: true,
    fix: "Write a whole number of its own; the lowest is evaluated first.",
  },
  /** Share of the matching requests that is sampled once the reservoir is used up, 0 to 1. */
  FixedRate: { kind: "number", min: 0, max: 1, word: "rate", also: ["rate"], fix: "Write a share: 10 % is 0.1." },
  /** Matching requests per second, over all instances together, that are sampled before the fixed rate applies. */
  ReservoirSize: {
    kind: "number",
    min: 0,
    max: LIMITS.reservoir,
    whole: true,
    initial: 0,
    word: "reservoir",
    also: ["fixed_target"],
    fix: "Write whole requests per second; 0 keeps the rate exact.",
  },
  /** Pattern for the service's name, up to 64 characters. */
  ServiceName: {
    kind: "text",
    max: LIMITS.serviceName,
    initial: "*",
    word: "service",
    also: ["service"],
    fix: PATTERN,
  },
  /** Pattern for the service's type, such as `AWS::EKS::Container`, up to 64 characters. */
  ServiceType: { kind: "text", max: LIMITS.serviceType, initial: "*", word: "serviceType", fix: PATTERN },
  /** Pattern for the host of the request, up to 64 characters. */
  Host: { kind: "text", max: LIMITS.host, initial: "*", word: "host", fix: PATTERN },
  /** Pattern for the method of the request, up to 10 characters. */
  HTTPMethod: { kind: "text", max: LIMITS.httpMethod, initial: "*", word: "method", fix: PATTERN },
  /** Pattern for the path of the request, up to 128 characters. */
  URLPath: { kind: "text", max: LIMITS.urlPath, initial: "*", word: "path", also: ["url"], fix: PATTERN },
  Version: { kind: "constant", value: 1, initial: 1, fix: "Write the number 1." },
  /** Up to 5 attributes of the request that must be there, with a pattern for the value of each. */
  Attributes: {
    kind: "pairs",
    ...LIMITS.attributes,
    optional: true,
    word: "attributes",
    fix: "Give each attribute that the request must have a pattern for its value.",
  },
  /** How far X-Ray may raise the rate when anomalies are reported. Default: not at all. */
  SamplingRateBoost: {
    kind: "record",
    members: BOOST_MEMBERS,
    optional: true,
    word: "boost",
    fix: "Write it as { MaxRate: 0.5, CooldownWindowMinutes: 10 }, or leave it out.",
  },
} as const satisfies Members;

/** Members that X-Ray adds to a rule's in its answers. */
export const ANSWERED = ["RuleARN"] as const;

/** A member's name in one notation; undefined where the notation does not have it. */
export type Spelling = (name: string, member: Member) => string | undefined;

/** As the X-Ray API has it. */
export const inApi: Spelling = (name) => name;
/** As a stack's sampling plan has it. */
export const inPlan: Spelling = (_name, { word }) => word;

/**
 * A record from one notation in another, the records in it too. Values that are absent are left out, and so are
 * members that either notation does not have. No value is checked.
 */
export function respell(
  members: Members,
  given: Readonly<Record<string, unknown>>,
  from: Spelling,
  to: Spelling,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, member]) => {
      const [before, after] = [from(name, member), to(name, member)];
      const value = before === undefined ? undefined : given[before];
      if (after === undefined || value === undefined || value === null) return [];
      const isInner = member.kind === "record" && isRecord(value);
      return [[after, isInner ? respell(member.members, value, from, to) : value]];
    }),
  );
}

/** The values that members have where they are left out. */
export function initialValues(members: Members): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, { initial }]) => (initial === undefined ? [] : [[name, initial]])),
  );
}

/** Whether it is a record of named values, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
