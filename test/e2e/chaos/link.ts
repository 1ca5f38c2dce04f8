import type { Chaos } from "./chaos.ts";

/** One way to break the chain from an API to an alarm, and what `pmp-xray doctor` must say of it. */
export interface ChaosLink {
  /** Unique, in kebab-case. */
  readonly name: string;
  /** The check that doctor must name first. */
  readonly expected: string;
  /** How it is broken, in a few words. */
  readonly broken: string;
  /**
   * What stands beside the real thing, where the local cluster can't have the fault by itself: a packet filter, a proxy.
   * Undefined: the fault itself is made.
   */
  readonly help?: string;
  /** Also in the short form, which runs with the other suites of the local cluster. */
  readonly short?: true;
  /**
   * Breaks it, and waits until the cluster shows it. What it changes by {@link Chaos} is undone by that, in the order in
   * which it was changed.
   */
  readonly break: (chaos: Chaos) => Promise<void>;
}
