import { randomBytes } from "node:crypto";
import {
  BOOST_LIMITS,
  DEFAULT_RULE,
  DEFAULT_RULE_NAME,
  LIMITS,
  REPORT_SECONDS,
  type XRaySamplingRule,
} from "@pmp/sampling";
import { untraced } from "../own-work.ts";
import { messageOf, over, warn, warnOnce } from "../report.ts";
import { cut } from "../segment/values.ts";
import { readRules, readTargets, type TargetsAnswer } from "./answers.ts";
import { SamplingApiError, type SamplingApi } from "./api.ts";
import { ReportedCounts } from "./reported-counts.ts";
import { RuleSet, type RuleState } from "./rule-set.ts";

const RULES_EVERY_MS = 300_000;
const TARGETS_EVERY_MS = REPORT_SECONDS * 1_000;
/** Polling interval until the first rules arrive: the agent may start after the app. */
const RETRY_MS = 1_000;
const LAST_RETRY_MS = 10_000;
/** Rules older than this are not used. */
const FRESH_FOR_MS = 3_600_000;
const MAX_PAGES = 20;

export interface CentralOptions {
  /** Name of the service, for reports about anomalies. */
  service?: string | undefined;
  /** Milliseconds since the epoch; for tests. */
  now?: () => number;
}

/**
 * Fetches the central rules through the agent and reports their counts. A failure keeps the last rules.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 */
export class CentralRules {
  readonly #api: SamplingApi;
  readonly #now: () => number;
  readonly #clientId = randomBytes(12).toString("hex");
  readonly #service: string;
  #rules: RuleSet | undefined;
  #fetchedAt = -Infinity;
  #failures = 0;
  #rulesTimer: NodeJS.Timeout | undefined;
  #targetsTimer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** Set when X-Ray, or what is between, refuses reports about anomalies. */
  #boostsRefused = false;

  constructor(api: SamplingApi, options: CentralOptions = {}) {
    this.#api = api;
    this.#now = options.now ?? Date.now;
    this.#service = cut(options.service ?? "default", BOOST_LIMITS.serviceName);
  }

  /** Whether any rule has a boost. */
  get boosts(): boolean {
    return this.#rules?.boosts ?? false;
  }

  /** The rules, or undefined if they are too old. */
  current(nowMs: number): RuleSet | undefined {
    return nowMs - this.#fetchedAt < FRESH_FOR_MS ? this.#rules : undefined;
  }

  /** Starts polling the agent; neither calls nor timers keep the process alive. */
  start(): void {
    untraced(() => {
      void this.#refreshAndPlan();
      this.#targetsTimer = setInterval(() => void this.report(), TARGETS_EVERY_MS + Math.random() * 100).unref();
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#rulesTimer);
    clearInterval(this.#targetsTimer);
  }

  async #refreshAndPlan(): Promise<void> {
    const ok = await this.refresh();
    if (this.#stopped) return;
    clearTimeout(this.#rulesTimer);
    const retry = Math.min(RETRY_MS * 2 ** Math.min(this.#failures - 1, 10), LAST_RETRY_MS);
    const wait = ok ? RULES_EVERY_MS + Math.random() * 1_000 : this.#rules ? LAST_RETRY_MS : Math.min(retry, 2_000);
    this.#rulesTimer = setTimeout(() => void this.#refreshAndPlan(), wait).unref();
  }

  /** Fetches the rules once; false when that failed. */
  async refresh(): Promise<boolean> {
    try {
      const rules = await this.#fetch();
      this.#rules = new RuleSet(rules, this.#rules);
      this.#fetchedAt = this.#now();
      this.#failures = 0;
      over("rules-unavailable", "got the sampling rules from the X-Ray agent.");
      return true;
    } catch (error) {
      this.#failures += 1;
      warn("rules-unavailable", `can't get the sampling rules from the X-Ray agent: ${messageOf(error)}. Retrying.`);
      return false;
    }
  }

  async #fetch(): Promise<XRaySamplingRule[]> {
    const rules: XRaySamplingRule[] = [];
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = readRules(
        await this.#api.post("/GetSamplingRules", token === undefined ? {} : { NextToken: token }),
      );
      rules.push(...answer.rules);
      if (answer.skipped.length > 0) {
        warn(
          "rules-skipped",
          `these sampling rules are of an unknown kind and are not used: ${answer.skipped.join(", ")}.`,
        );
      }
      token = answer.nextToken;
      if (token === undefined) break;
    }
    if (rules.length === 0) throw new Error("the answer holds no rule that can be used");
    // X-Ray's Default rule can't be deleted; if a proxy leaves it out, requests must still have a rule.
    if (!rules.some(({ RuleName }) => RuleName === DEFAULT_RULE_NAME)) rules.push({ ...DEFAULT_RULE });
    return rules;
  }

  /** Reports the counts of the rules that are due and applies the returned targets; never throws. */
  async report(): Promise<void> {
    const set = this.#rules;
    if (!set) return;
    const seconds = Math.floor(this.#now() / 1_000);
    const due = [...set.states()].filter(
      ({ statistics, boost, reportedAt, intervalSeconds }) =>
        (statistics.requests > 0 || (boost?.counts.traces ?? 0) > 0) && seconds - reportedAt >= intervalSeconds,
    );
    for (let i = 0; i < due.length; i += LIMITS.statisticsDocuments) {
      await this.#reportSome(due.slice(i, i + LIMITS.statisticsDocuments), seconds);
    }
  }

  async #reportSome(states: RuleState[], seconds: number): Promise<void> {
    const counts = new ReportedCounts(states);
    try {
      const { answer, date } = await this.#post(counts, seconds);
      for (const state of states) state.reportedAt = seconds;
      over("targets-unavailable", "reported sampling statistics to the X-Ray agent.");
      this.#apply(answer, date);
    } catch (error) {
      counts.addBack();
      warn(
        "targets-unavailable",
        `can't report sampling statistics to the X-Ray agent: ${messageOf(error)}. Retrying.`,
      );
    }
  }

  /** Posts the counts, without those of anomalies if they are refused. */
  async #post(counts: ReportedCounts, seconds: number): Promise<{ answer: TargetsAnswer; date: number | undefined }> {
    const base = { SamplingStatisticsDocuments: counts.documents(this.#clientId, seconds) };
    const boosts = this.#boostsRefused ? [] : counts.boostDocuments(this.#service, seconds);
    let date: number | undefined;
    const post = async (body: object): Promise<TargetsAnswer> =>
      readTargets(await this.#api.post("/SamplingTargets", body, (seconds) => (date = seconds)));
    if (boosts.length === 0) return { answer: await post(base), date };
    try {
      return { answer: await post({ ...base, SamplingBoostStatisticsDocuments: boosts }), date };
    } catch (error) {
      if (!(error instanceof SamplingApiError) || error.status < 400 || error.status >= 500) throw error;
      const answer = await post(base);
      this.#boostsRefused = true;
      warnOnce(
        "boosts-refused",
        `adaptive sampling is off in this process: the X-Ray agent refused a report about anomalies (${messageOf(error)}) and accepts reports without. Update the agent, or take the boost from the sampling rules.`,
      );
      return { answer, date };
    }
  }

  /** @param date X-Ray's clock in seconds since the epoch, if known */
  #apply(
    { targets, lastRuleModification, unprocessed, unprocessedBoosts }: TargetsAnswer,
    date: number | undefined,
  ): void {
    for (const target of targets) {
      const state = this.#rules?.state(target.ruleName);
      if (!state) continue;
      if (target.rate !== undefined) state.rate = target.rate;
      if (target.quota !== undefined && target.quotaUntil !== undefined) {
        state.reservoir.setQuota({ quota: target.quota, until: target.quotaUntil });
      }
      if (target.intervalSeconds !== undefined) state.intervalSeconds = Math.max(1, target.intervalSeconds);
      state.boost?.setTarget(target.boost, this.#now() / 1_000, date);
    }
    if (unprocessed.length > 0)
      warn("statistics-refused", `X-Ray refused sampling statistics: ${unprocessed.join("; ")}.`);
    if (unprocessedBoosts.length > 0)
      warn("boost-statistics-refused", `X-Ray refused reports about anomalies: ${unprocessedBoosts.join("; ")}.`);
    const modified = lastRuleModification !== undefined && lastRuleModification * 1_000 > this.#fetchedAt;
    if (modified && !this.#stopped) void this.#refreshAndPlan();
  }
}
