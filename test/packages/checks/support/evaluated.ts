import type { Check } from "../../../../packages/checks/src/check.ts";
import { CHECKS } from "../../../../packages/checks/src/checks/index.ts";
import type { Facts, Known } from "../../../../packages/checks/src/fact.ts";
import { FACTS } from "../../../../packages/checks/src/facts/index.ts";
import { evaluate, type Result } from "../../../../packages/checks/src/run/evaluate.ts";
import { shapeOf } from "../../../../packages/checks/src/shape.ts";
import type { World } from "./worlds.ts";

/** The facts of a world. What it does not have is not there, as for a deployment without that part. */
export function factsOf({ values }: World): Facts {
  const given = values as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    FACTS.map(({ name }): [string, Known<unknown>] => [
      name,
      name in given
        ? { known: true, value: given[name] }
        : { known: false, kind: "unsupported", reason: "it has none" },
    ]),
  );
}

/** The results of all checks, or of some, in a world. */
export function evaluated(world: World, checks: readonly Check[] = CHECKS): readonly Result[] {
  const facts = factsOf(world);
  return evaluate(checks, facts, world.target, shapeOf(world.target, facts));
}
