/** Recorded traces of one minute, by the groups that count them. */
export interface Minute {
  readonly all: number;
  readonly faults: number;
  readonly errors: number;
  readonly slow: number;
}

/** Shares of the traces of a minute while an incident lasts; `all` scales the traffic. */
export interface Scenario {
  readonly name: string;
  readonly all?: number;
  readonly faults?: number;
  readonly errors?: number;
  readonly slow?: number;
}

export const HEALTHY: Scenario = { name: "healthy" };
export const FAULTS: Scenario = { name: "faults", faults: 0.6 };
/** Requests that clients get wrong. */
export const UNWELCOME: Scenario = { name: "errors", errors: 0.8 };
export const SLOW: Scenario = { name: "slow", slow: 0.6 };
export const STOPPED: Scenario = { name: "stopped", all: 0 };

const USUAL = { faults: 0.004, errors: 0.06, slow: 0.01 };
/** Traces per minute at noon. */
const BUSY = 60;
/** Minutes of the day that are night: a trace now and then, and any of them may fail. */
const NIGHT = { to: 5 * 60 };

/** A day of traces with an incident in it; the same scenario gives the same day. */
export function dayOf(
  scenario: Scenario,
  incident: { readonly from: number; readonly minutes: number },
  length: number,
): readonly Minute[] {
  const random = mulberry32(1);
  return Array.from({ length }, (_, minute) => {
    const night = minute < NIGHT.to;
    const now = minute >= incident.from && minute < incident.from + incident.minutes ? scenario : HEALTHY;
    const expected = night ? 0.05 : (BUSY / 2) * (1 - Math.cos((2 * Math.PI * minute) / length)) + 5;
    const all = poisson(expected * (now.all ?? 1), random);
    const part = (usual: number, share: number | undefined): number =>
      binomial(all, share ?? (night ? 0.5 : usual), random);
    return {
      all,
      faults: part(USUAL.faults, now.faults),
      errors: part(USUAL.errors, now.errors),
      slow: part(USUAL.slow, now.slow),
    };
  });
}

/** A small generator of numbers from 0 to 1 that a seed repeats. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}

function binomial(of: number, share: number, random: () => number): number {
  let count = 0;
  for (let index = 0; index < of; index += 1) count += Number(random() < share);
  return count;
}
