import type { Effect } from "../fact.ts";
import { LINKS, type Link } from "../links.ts";
import type { Shape, Target } from "../target.ts";
import type { Result, Status } from "./evaluate.ts";

export type CommandName = "verify" | "doctor";

/** What a command may do to learn facts. */
export function effectsOf(command: CommandName, probe: boolean): readonly Effect[] {
  if (command === "verify") return ["reads", "probes", "sends"];
  return probe ? ["reads", "probes"] : ["reads"];
}

/** The outcome of a run. */
export interface Report {
  readonly command: CommandName;
  readonly target: Target;
  readonly shape: Shape;
  /** In the order of the chain. */
  readonly results: readonly Result[];
  /** How many checks the user left out. */
  readonly leftOut: number;
}

/** The first broken link: of what is broken and no consequence of something else, the earliest in the chain. */
export function firstBroken({ results }: Pick<Report, "results">): Result | undefined {
  const own = results.filter(({ status, consequenceOf }) => status === "broken" && consequenceOf === undefined);
  return own.find(({ check }) => check.severity === "error") ?? own[0];
}

/** Of verify: what keeps it from saying that all is proven. */
export function unproven({ results }: Pick<Report, "results">): readonly Result[] {
  return results.filter(({ check, status, applies }) => applies && check.severity === "error" && status !== "holds");
}

/**
 * 0: nothing is broken, and of verify all is proven. 1: something is broken, or not proven. 2: a check crashed. What the
 * user left out does not count.
 */
export function exitCodeOf(report: Pick<Report, "command" | "results">): 0 | 1 | 2 {
  if (report.results.some(({ status }) => status === "crashed")) return 2;
  if (report.results.some(({ status }) => status === "broken")) return 1;
  return report.command === "verify" && unproven(report).length > 0 ? 1 : 0;
}

/** How many results there are of each kind; those that do not apply are counted apart. */
export function countsOf({ results }: Pick<Report, "results">): Readonly<Record<Status | "not-applicable", number>> {
  const counts = { holds: 0, broken: 0, suspect: 0, "not-looked-at": 0, crashed: 0, "not-applicable": 0 };
  for (const { status, applies } of results) counts[applies ? status : "not-applicable"] += 1;
  return counts;
}

/** The results of each link that has some. */
export function byLink(results: readonly Result[]): readonly (readonly [Link, readonly Result[]])[] {
  return LINKS.map((link) => [link, results.filter(({ check }) => check.link === link)] as const).filter(
    ([, some]) => some.length > 0,
  );
}
