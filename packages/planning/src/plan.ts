import type { Finding } from "./analysis/finding.ts";
import type { Platform } from "./analysis/space.ts";
import type { Forecast } from "./forecast/forecast.ts";
import type { Traffic, Usage } from "./forecast/traffic.ts";
import type { Preset } from "./presets.ts";
import type { Deciding, RuleInput } from "./rule.ts";

/** A sampling plan as it is written in stack settings. */
export interface PlanInput {
  /** The stage whose rules the plan starts from. Default: none, so that `rules` is the whole plan. */
  preset?: Preset;
  /** A rule with the name of a preset's rule replaces it in its place; any other goes before the preset's catch-all. */
  rules?: RuleInput[];
  /**
   * Whether the preset's rules below {@link PRESET_BOOST} get that boost, so that X-Ray raises their rate for a minute
   * when faults are reported. Default false.
   */
  adaptive?: boolean;
  /**
   * Anomalous requests (5xx) that the API records although they were not sampled: at most so many per second and
   * process, 0 to 100. Default 0, none.
   */
  capturePerSecond?: number;
  /** Path patterns that need a dedicated rule, up to 128 characters each. Default none. */
  criticalPaths?: string[];
  /** The requests that the service gets: needed for a forecast. Default: not known. */
  traffic?: Traffic;
  /** Other paid features. Default: only recorded traces. */
  usage?: Usage;
  /**
   * Callers whose sampling decision is accepted: `all`, `none`, or a list of address blocks, one of which must contain
   * the peer, and of `header:NAME`. Default: callers with private addresses, so that the plan's rates apply to all
   * others.
   */
  trustSampled?: string | string[];
  /** US dollars that a month of tracing may cost; needs `traffic`. Default: any. */
  maxMonthlyUsd?: number;
}

/** The context of the plan. */
export interface PlanContext {
  /** The API's service name: the default of each rule's `service`, and the beginning of a preset's rule names. */
  service?: string;
  /** Appended to each rule's name, for stacks that share an account: at most 17 characters. Default: nothing. */
  nameSuffix?: string;
  /** The API's platform, a value of OpenTelemetry's `cloud.platform`. Default: any. */
  platform?: Platform;
  /** Custom rules that the account may have, when AWS raised the quota. Default 25. */
  maxRules?: number;
}

/** A checked plan: no finding of severity error. */
export interface Plan extends Deciding {
  /** Entries of PMP_TRUST_SAMPLED; absent: its default. */
  readonly trustSampled?: readonly string[];
  /** Warnings, then infos. */
  readonly findings: readonly Finding[];
  /** Expected traces and cost of a month, when the traffic is stated. */
  readonly forecast?: Forecast;
}

/** The service that a plan is for when the caller names none. */
export const DEFAULT_SERVICE = "pmp-api";
