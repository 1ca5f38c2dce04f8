import { setTimeout as sleep } from "node:timers/promises";
import type { Check } from "../check.ts";
import type { Fact, Facts, Known } from "../fact.ts";
import type { Shape, Target } from "../target.ts";
import { shapeFacts, shapeOf } from "../shape.ts";
import { evaluate, type Result } from "./evaluate.ts";
import type { FactReader } from "./fact-reader.ts";

export interface RunOptions {
  readonly checks: readonly Check[];
  readonly target: Target;
  readonly reader: FactReader;
  /** Seconds to wait for what is settling. 0: not at all. */
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
  /** Called on progress: facts that are known, and what is waited for. */
  readonly onProgress: (progress: Progress) => void;
}

export interface Progress {
  readonly known: number;
  readonly wanted: number;
  /** Names of the checks that are waited for. */
  readonly waiting: readonly string[];
}

export interface Outcome {
  readonly results: readonly Result[];
  readonly facts: Facts;
  readonly shape: Shape;
}

/** Reads what the checks need, evaluates them, and looks again at what is settling. */
export async function runChecks(options: RunOptions): Promise<Outcome> {
  const { checks, target, waitSeconds, signal } = options;
  const begin = Date.now();
  let facts = await readAll(factsOf(checks), options, {});
  for (;;) {
    const shape = shapeOf(target, facts);
    const results = evaluate(checks, facts, target, shape);
    const elapsed = (Date.now() - begin) / 1000;
    const waiting = results.filter((result) => settles(result, Math.min(waitSeconds, MAX_WAIT), elapsed));
    if (waiting.length === 0 || signal.aborted) return { results, facts, shape };
    options.onProgress({ known: 0, wanted: 0, waiting: waiting.map(({ check }) => check.name) });
    const every = Math.min(...waiting.map(({ check }) => check.settles?.every ?? DEFAULT_EVERY));
    await sleep(every * 1000, undefined, { signal }).catch(() => undefined);
    const again = factsOf(waiting.map(({ check }) => check));
    options.reader.forget(again);
    facts = await readAll(again, options, facts);
  }
}

const DEFAULT_EVERY = 2;
/** Seconds: a day; whoever says more means for ever. */
const MAX_WAIT = 86_400;

/** The facts that checks need, and those that tell the shape; each once. */
export function factsOf(checks: readonly Check[]): readonly Fact[] {
  return [...new Set([...shapeFacts(), ...checks.flatMap(({ needs }) => needs)])];
}

async function readAll(wanted: readonly Fact[], { reader, onProgress }: RunOptions, before: Facts): Promise<Facts> {
  let known = 0;
  const progress = (): void => {
    onProgress({ known, wanted: wanted.length, waiting: [] });
  };
  progress();
  const read = await Promise.all(
    wanted.map(async (fact): Promise<[string, Known<unknown>]> => {
      const value = await reader.read(fact);
      known += 1;
      progress();
      return [fact.name, value];
    }),
  );
  return { ...before, ...Object.fromEntries(read) };
}

/** Whether a finding may go away by itself, within its own time and the user's. */
function settles({ check, findings, status, consequenceOf }: Result, waitSeconds: number, elapsed: number): boolean {
  if (check.settles === undefined || (status !== "broken" && status !== "suspect")) return false;
  // What is a consequence of something that is wrong will not get better.
  if (consequenceOf !== undefined) return false;
  return findings.every(({ settling }) => settling === true) && elapsed < Math.min(waitSeconds, check.settles.deadline);
}
