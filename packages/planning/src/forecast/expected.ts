/** The parameters that determine the sampled share of a rule's requests. */
export interface SampledRule {
  /** Share after the reservoir, 0 to 1. */
  readonly rate: number;
  /** Requests per second, over all instances together. */
  readonly reservoir: number;
}

/**
 * The average of sampled requests per second, if requests arrive at random (a Poisson process) and evenly over all
 * instances. An instance samples the first requests of each second up to its quota, and a share of the following ones:
 *
 *     sampled = E[min(N, quota)] + rate × (E[N] − E[min(N, quota)])   summed over the instances
 *
 * It holds for instances that get a request at least every 20 seconds or so; X-Ray forgets the quota of a more idle
 * one after some minutes, and it borrows one request per second again.
 *
 * @param requestsPerSecond of the rule, over all instances
 */
export function sampledPerSecond(rule: SampledRule, requestsPerSecond: number, instances: number): number {
  const each = requestsPerSecond / instances;
  const reserved = quotas(rule.reservoir, instances)
    .map(({ count, quota }) => count * expectedUpTo(each, quota))
    .reduce((sum, part) => sum + part, 0);
  return reserved + rule.rate * (requestsPerSecond - reserved);
}

/**
 * The same while no instance has a quota yet: each may borrow one request per second from a reservoir that is not 0.
 */
export function sampledPerSecondBorrowing(rule: SampledRule, requestsPerSecond: number, instances: number): number {
  const borrowed = rule.reservoir > 0 ? instances * expectedUpTo(requestsPerSecond / instances, 1) : 0;
  return borrowed + rule.rate * (requestsPerSecond - borrowed);
}

/** A reservoir shared out in whole requests, as evenly as they allow. */
export function quotas(reservoir: number, instances: number): { readonly count: number; readonly quota: number }[] {
  const quota = Math.floor(reservoir / instances);
  const more = reservoir % instances;
  return [
    { count: more, quota: quota + 1 },
    { count: instances - more, quota },
  ].filter(({ count }) => count > 0);
}

/**
 * E[min(N, limit)] of a Poisson number N: the sum of P(N > k) for k from 0 to limit − 1.
 *
 * @param mean of N, 0 or more
 * @param limit whole, 0 or more
 */
export function expectedUpTo(mean: number, limit: number): number {
  if (limit <= 0 || mean <= 0) return 0;
  // Twelve standard deviations away from the mean, the rest is less than a double can show.
  const margin = 12 * Math.sqrt(mean) + 20;
  if (limit > mean + margin) return mean;
  if (limit < mean - margin) return limit;
  // In logarithms, as e^-mean of a large mean is 0 in a double.
  let logTerm = -mean;
  let below = 0;
  let sum = 0;
  for (let k = 0; k < limit; k++) {
    below += Math.exp(logTerm);
    sum += Math.max(0, 1 - below);
    logTerm += Math.log(mean) - Math.log(k + 1);
  }
  return sum;
}
