import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Evaluation } from "../../../offline/evaluate.ts";
import type { Registered } from "../../../offline/recording-monitor.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** Inputs that are JSON documents: compared as what they say, not as text. */
const JSON_INPUTS = [
  "policy",
  "assumeRolePolicy",
  "policyDocument",
  "eventPattern",
  "kubeconfig",
  "dashboardBody",
  "configurationValues",
];

/** Everything that isn't a component of this program, as `type name` to inputs. */
export function customResources({ resources }: Evaluation): Record<string, unknown> {
  const custom = resources.filter(({ type }) => !type.startsWith("pmp:") && type !== "pulumi:pulumi:Stack");
  const entries = custom.map((resource) => [`${resource.type} ${resource.name}`, readable(resource)] as const);
  assert.equal(new Set(entries.map(([key]) => key)).size, entries.length, "no two resources of the same type and name");
  return Object.fromEntries(entries);
}

/** What one evaluation has that another one hasn't. */
export interface Changes {
  /** Only in the second, with their inputs. */
  readonly added: Readonly<Record<string, unknown>>;
  /** Only in the first. */
  readonly removed: readonly string[];
  /** In both; the inputs that differ, as they are in the second. */
  readonly changed: Readonly<Record<string, unknown>>;
}

export function changes(before: Evaluation, after: Evaluation): Changes {
  const old = customResources(before);
  const now = customResources(after);
  const added = Object.fromEntries(Object.entries(now).filter(([key]) => !(key in old)));
  const changed = Object.entries(now).filter(([key]) => key in old);
  return {
    added,
    removed: Object.keys(old).filter((key) => !(key in now)),
    changed: Object.fromEntries(
      changed
        .map(([key, value]) => [key, difference(old[key], value)] as const)
        .filter(([, value]) => value !== undefined),
    ),
  };
}

/** The part of `after` that isn't the same in `before`; undefined when all of it is. Removed keys are null. */
function difference(before: unknown, after: unknown): unknown {
  if (!isTree(before) || !isTree(after)) {
    return isSame(before, after) ? undefined : after;
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const parts = keys
    .map((key) => [key, key in after ? difference(before[key], after[key]) : null] as const)
    .filter(([, value]) => value !== undefined);
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSame(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

function readable({ inputs }: Registered): unknown {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => {
      if (JSON_INPUTS.includes(key) && typeof value === "string") return [key, JSON.parse(value)];
      return key === "chart" && typeof value === "string" ? [key, value.replace(ROOT, "")] : [key, value];
    }),
  );
}
