import type { Check } from "../../../../packages/checks/src/check.ts";
import { CHECKS } from "../../../../packages/checks/src/checks/index.ts";
import type { Facts, Known } from "../../../../packages/checks/src/fact.ts";
import { FACTS } from "../../../../packages/checks/src/facts/index.ts";
import { evaluate, type Result } from "../../../../packages/checks/src/run/evaluate.ts";
import { shapeOf } from "../../../../packages/checks/src/shape.ts";
import type { Deployment } from "./deployments.ts";

/** The facts of a deployment. What it does not have is not there, as for a deployment without that part. */
export function factsOf({ values }: Deployment): Facts {
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

/** The results of all checks, or of some, in a deployment. */
export function evaluated(deployment: Deployment, checks: readonly Check[] = CHECKS): readonly Result[] {
  const facts = factsOf(deployment);
  return evaluate(checks, facts, deployment.target, shapeOf(deployment.target, facts));
}
