import { evaluatePolicies, isBlocking, type EvaluateOptions } from "../kit/evaluate.ts";
import type { Exception } from "../kit/exceptions.ts";
import { readPackConfig, type Level } from "../kit/pack-config.ts";
import type { Policy } from "../kit/policy.ts";
import { KUBERNETES_POLICIES } from "../kubernetes/index.ts";
import { POLICIES } from "../policies.ts";
import type { ManifestObject } from "./read.ts";

/** A violation, and the object that it is in. */
export interface ManifestViolation {
  readonly object: ManifestObject;
  readonly path: string | undefined;
  readonly message: string;
}

/** One policy's result for the objects. */
export interface ManifestResult {
  readonly policy: Policy;
  readonly level: Level;
  readonly violations: readonly ManifestViolation[];
  readonly excused: readonly { readonly violation: ManifestViolation; readonly exception: Exception }[];
  readonly exceptionProblems: readonly string[];
  /** Whether it must stop a pipeline. */
  readonly blocking: boolean;
}

/**
 * Checks objects of manifests by the same policies that check a stack's. The configuration is the whole pack's: the
 * parts for cloud policies are validated, but have no effect here.
 *
 * @throws ConfigError for a configuration that is wrong
 */
export function checkManifests(objects: readonly ManifestObject[], options: EvaluateOptions): ManifestResult[] {
  const { config = {}, today } = options;
  readPackConfig(POLICIES, config, today);
  const names = new Set(["all", ...KUBERNETES_POLICIES.map(({ name }) => name)]);
  const own = Object.fromEntries(Object.entries(config).filter(([name]) => names.has(name)));
  const byUrn = new Map<string | undefined, ManifestObject>();
  const resources = objects.map((object) => {
    const urn = unused(object.resource.urn, byUrn);
    byUrn.set(urn, object);
    return { ...object.resource, urn };
  });
  return evaluatePolicies(KUBERNETES_POLICIES, resources, { config: own, today }).map((result) => {
    const found = ({ urn, path, message }: { urn: string | undefined; path?: string; message: string }) => {
      const object = byUrn.get(urn);
      if (object === undefined)
        throw new Error(`${result.policy.name} reported ${String(urn)}, which it was not given`);
      return { object, path, message };
    };
    return {
      policy: result.policy,
      level: result.level,
      violations: result.violations.map(found),
      excused: result.excused.map(({ finding, exception }) => ({ violation: found(finding), exception })),
      exceptionProblems: result.exceptionProblems,
      blocking: isBlocking(result),
    };
  });
}

/** Several files may hold an object of the same kind and name. */
function unused(urn: string, taken: ReadonlyMap<string | undefined, unknown>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? urn : `${urn} (${number})`;
    if (!taken.has(candidate)) return candidate;
  }
}
