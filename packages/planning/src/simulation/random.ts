/**
 * Random numbers that depend only on the seed, so that a simulation can be repeated on any machine.
 * The generator is sfc32 (https://pracrand.sourceforge.net/RNG_engines.txt). Not pure-rand: it would replace these few
 * lines, but has no Poisson numbers, which are most of this file; the package has no dependency.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed any number; only its lower 32 bits count */
  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = 0x9e3779b9 | 0;
    this.#c = 0x243f6a88;
    // The first numbers of similar seeds are alike.
    for (let i = 0; i < 20; i++) this.uniform();
  }

  /** A number from 0 to 1, without 1. */
  uniform(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** How many of random events with this mean happen. */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    return mean < 30 ? this.#poissonByProduct(mean) : this.#poissonByRejection(mean);
  }

  /** Multiplies uniform numbers until the product falls below e^-mean: one number per event. */
  #poissonByProduct(mean: number): number {
    const limit = Math.exp(-mean);
    let events = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) events++;
    return events;
  }

  /**
   * Hörmann's PTRS: a transformed shape is tried until it fits, about 1.1 times.
   * https://doi.org/10.1016/0167-6687(93)90997-4
   */
  #poissonByRejection(mean: number): number {
    const b = 0.931 + 2.53 * Math.sqrt(mean);
    const a = -0.059 + 0.02483 * b;
    const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    const quick = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
      const u = this.uniform() - 0.5;
      const v = this.uniform();
      const us = 0.5 - Math.abs(u);
      const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= quick) return k;
      if (k < 0 || (us < 0.013 && v > us)) continue;
      const left = Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (us * us) + b);
      if (left <= k * Math.log(mean) - mean - logFactorial(k)) return k;
    }
  }
}

/** ln k!, by Stirling's series for large k. */
function logFactorial(k: number): number {
  if (k < 10) {
    let product = 1;
    for (let i = 2; i <= k; i++) product *= i;
    return Math.log(product);
  }
  const n = k + 1;
  const series = (1 / 12 - (1 / 360 - 1 / (1260 * n * n)) / (n * n)) / n;
  return (n - 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}
