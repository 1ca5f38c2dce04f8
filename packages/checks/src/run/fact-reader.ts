import { isCredentialFailure, notRead } from "../aws/failure.ts";
import { NotRead, type Effect, type Fact, type Known, type Sources } from "../fact.ts";
import { isKubernetesError, kubernetesNotRead } from "../kubernetes/failure.ts";

/** What facts are read with, besides each other. */
export type SourcesOfAll = Omit<Sources, "fact">;

/** Reads each fact once, side by side, each with its own time-out. */
export class FactReader {
  readonly #sources: SourcesOfAll;
  readonly #allowed: ReadonlySet<Effect>;
  readonly #known = new Map<string, Promise<Known<unknown>>>();

  /** @param allowed what may be done to learn a fact */
  constructor(sources: SourcesOfAll, allowed: Iterable<Effect>) {
    this.#sources = sources;
    this.#allowed = new Set(allowed);
  }

  /** What is known about the fact, now or from before. */
  read<T>(fact: Fact<T>): Promise<Known<T>> {
    const before = this.#known.get(fact.name);
    if (before !== undefined) return before as Promise<Known<T>>;
    const known = this.#attempt(fact);
    this.#known.set(fact.name, known);
    return known;
  }

  /** Reads these facts again when they are asked for. What was sent stays sent. */
  forget(facts: Iterable<Fact>): void {
    for (const { name, effect } of facts) if (effect !== "sends") this.#known.delete(name);
  }

  async #attempt<T>(fact: Fact<T>): Promise<Known<T>> {
    const { target } = this.#sources;
    if (fact.platform !== "any" && fact.platform !== target.platform) {
      return { known: false, kind: "unsupported", reason: `the platform is ${target.platform}` };
    }
    if (!this.#allowed.has(fact.effect)) return { known: false, kind: "unasked", reason: UNASKED[fact.effect] };
    const timer = new Timer(fact.timeout);
    try {
      const value = await Promise.race([
        timer.expired,
        fact.read({
          ...this.#sources,
          // The time of another fact is not counted.
          fact: async (other) => {
            timer.pause();
            const known = await this.read(other);
            timer.start();
            if (known.known) return known.value;
            throw new NotRead(known.kind, known.reason);
          },
        }),
      ]);
      return { known: true, value };
    } catch (error) {
      const { kind, message } = this.#explain(error, fact);
      return { known: false, kind, reason: message };
    } finally {
      timer.pause();
    }
  }

  #explain(error: unknown, fact: Fact): NotRead {
    if (error instanceof NotRead) return error;
    if (isKubernetesError(error)) return kubernetesNotRead(error, fact.kubernetes);
    // A program's own mistake is not a right that is missing: the checks of the fact say that they were not looked at.
    if (isCredentialFailure(error)) return new NotRead("failed", `AWS refuses the credentials (${String(error)})`);
    return notRead(error, fact.iam, this.#sources.target.endpointUrl);
  }
}

const UNASKED: Readonly<Record<Effect, string>> = {
  reads: "nothing is read",
  probes: "runs a script in a pod of the API: allow it with --probe",
  sends: "sends requests: pmp-xray verify does",
};

/** Rejects when its time is over; can be paused. */
class Timer {
  readonly expired: Promise<never>;
  readonly #milliseconds: number;
  #left: number;
  #since = 0;
  #timeout: NodeJS.Timeout | undefined;
  #expire: (error: NotRead) => void = () => undefined;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
    this.#left = milliseconds;
    this.expired = new Promise<never>((_, reject) => {
      this.#expire = reject;
    });
    // Nobody may be waiting any more.
    this.expired.catch(() => undefined);
    this.start();
  }

  start(): void {
    this.pause();
    this.#since = Date.now();
    this.#timeout = setTimeout(() => {
      this.#expire(new NotRead("failed", `no answer within ${this.#milliseconds / 1000} s`));
    }, this.#left);
  }

  pause(): void {
    if (this.#timeout === undefined) return;
    clearTimeout(this.#timeout);
    this.#timeout = undefined;
    this.#left = Math.max(0, this.#left - (Date.now() - this.#since));
  }
}
