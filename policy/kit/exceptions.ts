import { z } from "zod";
import { record } from "./read.ts";
import type { Resource } from "./resource.ts";

/** A temporarily accepted violation. */
export interface Exception {
  /**
   * A URN, or `TYPE::NAME`, in which `*` matches any text in one of the two parts: an exception for everything would
   * silently turn the policy off. For the whole stack, `pulumi:pulumi:Stack::*`.
   */
  readonly resource: string;
  /** Why it is accepted, and by whom. */
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`, in UTC; at most 180 days ahead. */
  readonly expires: string;
}

/** The exceptions of one policy: those valid today, and the problems of the others. */
export interface Exceptions {
  readonly valid: readonly Exception[];
  readonly problems: readonly string[];
}

const KEYS = ["resource", "reason", "expires"];
/** So that each exception is reviewed twice a year. */
const MAX_DAYS = 180;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** JSON Schema of a policy's exceptions, deliberately loose: `readExceptions` gives better messages. */
export const EXCEPTIONS_SCHEMA = {
  type: "array",
  items: { type: "object" },
  description:
    "Violations that are accepted for a time: resource (URN, or TYPE::NAME with *), reason, expires (YYYY-MM-DD).",
} as const;

/** Reads a configuration's `exceptions`. An exception that is expired or has no reason has no effect. */
export function readExceptions(given: unknown, today: string): Exceptions {
  if (given === undefined) return { valid: [], problems: [] };
  if (!Array.isArray(given)) {
    return { valid: [], problems: [`exceptions must be a list; given: ${JSON.stringify(given)}.`] };
  }
  const schema = exceptionSchema(today);
  const valid: Exception[] = [];
  const problems: string[] = [];
  given.map(record).forEach((item, index) => {
    const result = schema.safeParse(item);
    if (result.success) valid.push(result.data);
    const about = `Exception ${index + 1}${typeof item.resource === "string" ? ` (${item.resource})` : ""}`;
    problems.push(...(result.error?.issues ?? []).map(({ message }) => `${about} ${message}`));
  });
  return { valid, problems };
}

/** Each message goes on after the name of the exception. */
function exceptionSchema(today: string) {
  const last = new Date(Date.parse(`${today}T00:00:00Z`) + MAX_DAYS * DAY_MS).toISOString().slice(0, 10);
  const noResource = "names no resource: give its URN, or TYPE::NAME.";
  const noReason = "has no reason: say why it is accepted, and by whom.";
  return z.strictObject(
    {
      resource: z
        .string(noResource)
        .refine((resource) => resource.trim() !== "", { error: noResource, abort: true })
        .refine(
          (resource) => !isTooWide(resource),
          "matches too much: * is allowed in the type or in the name, not in both. To turn the policy off, set its level to disabled.",
        ),
      reason: z.string(noReason).refine((reason) => reason.trim() !== "", noReason),
      expires: z.iso
        .date({
          error: ({ input }) =>
            input === undefined
              ? "has no expiry: give the last day on which it holds, as expires: YYYY-MM-DD."
              : `has expires: ${JSON.stringify(input)}, which is not a day written as YYYY-MM-DD.`,
        })
        .refine((day) => day <= last, {
          error: ({ input }) =>
            `expires on ${String(input)}; an exception may hold for ${MAX_DAYS} days, until ${last} as of today. Renew it then.`,
        })
        .refine((day) => day >= today, {
          error: ({ input }) => `expired on ${String(input)}: fix the violation, or extend the exception.`,
        }),
    },
    {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? `has ${issue.keys.join(", ")}, which means nothing; it may have ${KEYS.join(", ")}.`
          : undefined,
    },
  );
}

/** Whether a pattern has `*` on both sides of `TYPE::NAME`, or no separator. */
function isTooWide(pattern: string): boolean {
  const at = pattern.indexOf("::");
  if (!pattern.includes("*")) return false;
  return at < 0 || (pattern.slice(0, at).includes("*") && pattern.slice(at).includes("*"));
}

/** The name of the whole stack in an exception: `pulumi:pulumi:Stack::*`. */
const STACK = { urn: "", type: "pulumi:pulumi:Stack", name: "" };

/** The first exception that is about the resource; about the whole stack without one. */
export function exceptionFor(
  exceptions: Exceptions,
  resource: Pick<Resource, "urn" | "type" | "name"> = STACK,
): Exception | undefined {
  return exceptions.valid.find(
    ({ resource: pattern }) => pattern === resource.urn || matches(pattern, `${resource.type}::${resource.name}`),
  );
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(text);
}
