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
  /** Patterns of paths that a rule of their own must decide, up to 128 characters each. Default none. */
  criticalPaths?: string[];
  /** The requests that the service gets: needed for a forecast. Default: not known. */
  traffic?: Traffic;
  /** What else is paid for. Default: nothing but recorded traces. */
  usage?: Usage;
  /**
   * Whose decision to sample a trace is taken over: `all`, `none`, or a list of address blocks of which the peer must be
   * in one, and of `header:NAME`. Default: that of callers with private addresses, so that the plan's rates hold for
   * everybody else.
   */
  trustSampled?: string | string[];
  /** US dollars that a month of tracing may cost; needs `traffic`. Default: any. */
  maxMonthlyUsd?: number;
}

/** What the plan is for. */
export interface PlanContext {
  /** The API's service name: the default of each rule's `service`, and the beginning of a preset's rule names. */
  service?: string;
  /** Goes behind each rule's name, for stacks that share an account: at most 17 characters. Default: nothing. */
  nameSuffix?: string;
  /** Where the API runs, as OpenTelemetry's `cloud.platform` says it. Default: anywhere. */
  platform?: Platform;
  /** Custom rules that the account may have, when AWS raised the quota. Default 25. */
  maxRules?: number;
}

/** A checked plan: no finding of severity error. */
export interface Plan extends Deciding {
  /** Entries of PMP_TRUST_SAMPLED; absent: its default. */
  readonly trustSampled?: readonly string[];
  /** Warnings, then what is good to know. */
  readonly findings: readonly Finding[];
  /** Expected traces and cost of a month, when the traffic is stated. */
  readonly forecast?: Forecast;
}

/** The service that a plan is for when the caller names none. */
export const DEFAULT_SERVICE = "pmp-api";
