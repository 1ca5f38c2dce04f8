/** Tolerance of the sums: far above rounding errors, far below the difference between two counts. */
const ROUNDING = 1e-9;

/**
 * Bounds on how many of `n` independent requests are recorded at rate `p`, so wide that a correct sampler falls outside
 * only once in `1 / (2 * tail)` runs. Exact, by summing the binomial distribution from each end.
 */
export function binomialBounds(n: number, p: number, tail = 1e-7): { readonly low: number; readonly high: number } {
  if (p <= 0) return { low: 0, high: 0 };
  if (p >= 1) return { low: n, high: n };
  const probabilities = distribution(n, p);
  // A count with exactly this tail is within the bounds; floating-point sums may be slightly too small.
  const least = tail * (1 - ROUNDING);
  let low = 0;
  for (let mass = probabilities[0] ?? 0; mass < least && low < n; mass += probabilities[low] ?? 0) low += 1;
  let high = n;
  for (let mass = probabilities[n] ?? 0; mass < least && high > 0; mass += probabilities[high] ?? 0) high -= 1;
  return { low, high };
}

/** Probability of each count 0..n; in logarithms, so that large n do not underflow. */
function distribution(n: number, p: number): number[] {
  const logs: number[] = [];
  let logChoose = 0;
  for (let k = 0; k <= n; k += 1) {
    if (k > 0) logChoose += Math.log(n - k + 1) - Math.log(k);
    logs.push(logChoose + k * Math.log(p) + (n - k) * Math.log(1 - p));
  }
  return logs.map((value) => Math.exp(value));
}
