import type { XRaySamplingRule } from "@pmp/sampling";
import type { Platform } from "./analysis/space.ts";

/** A rule by intent, as it is written in stack settings. The order in the list is the order of evaluation. */
export interface RuleInput {
  /** The X-Ray rule's name: 1 to 32 characters, unique in the plan. */
  name: string;
  /** Pattern for the path, up to 128 characters: `*` for any run, `?` for one character. Default `*`. */
  path?: string;
  /** Pattern for the HTTP method, up to 10 characters. Default `*`. */
  method?: string;
  /** Pattern for the host, with its port or without, up to 64 characters. Default `*`. */
  host?: string;
  /** Pattern for the service's name, up to 64 characters. Default: the service of the plan. */
  service?: string;
  /** Pattern for the service's type, such as `AWS::EKS::Container`, up to 64 characters. Default `*`. */
  serviceType?: string;
  /** Share of the matching requests that is sampled after the reservoir, 0 to 1. */
  rate: number;
  /** Matching requests per second, over all instances together, that are sampled in any case. Default 0. */
  reservoir?: number;
  /** Up to 5 attributes that the request must have, with a pattern for each value. Default none. */
  attributes?: Record<string, string>;
  /**
   * How far X-Ray may raise the rate for up to a minute when services report anomalies: adaptive sampling. Only where
   * the rate is below 1. Default: not at all.
   */
  boost?: RuleBoost;
  /**
   * Name of the rule directly before which this one is evaluated. It gets a priority in the gap there, so that no other
   * rule's priority changes. Default: the rule's position in the list.
   */
  before?: string;
}

/** The boost of a rule. */
export interface RuleBoost {
  /** Highest rate in a boost: above the rule's own, up to 1. */
  maxRate: number;
  /** Length of the windows, aligned to the clock, of which each has one boost at most: 1 to 1440 minutes. */
  cooldownMinutes: number;
}

/** A rule of a parsed plan, and its position in the input. */
export interface SourcedRule extends RuleInput {
  /** For messages. Default: its index in `rules`. */
  source?: string;
}

/** A rule with its service and its name in the account, before it has a priority. */
export type UnorderedRule = SourcedRule & Required<Pick<SourcedRule, "service" | "source">>;

/** The part of a plan that decides about requests. */
export interface Deciding {
  readonly service: string;
  readonly platform?: Platform;
  /** In order of evaluation, as the X-Ray API has them, without X-Ray's own Default rule. */
  readonly rules: readonly XRaySamplingRule[];
  /** Anomalous requests that are recorded although they were not sampled: at most so many per process and second. */
  readonly capturePerSecond?: number;
}
