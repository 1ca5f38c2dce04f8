import { isRecord } from "./read.ts";
import type { Resource } from "./resource.ts";

/** A violation that somebody accepted, for a time. */
export interface Exception {
  /**
   * A URN, or `TYPE::NAME`, in which `*` stands for any text in one of the two parts: an exception that fits everything
   * would turn the policy off without saying so. For the whole stack, `pulumi:pulumi:Stack::*`.
   */
  readonly resource: string;
  /** Why it is accepted, and by whom. */
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`, in UTC; at most 180 days ahead. */
  readonly expires: string;
}

/** The exceptions of one policy: those that hold today, and what is wrong with the others. */
export interface Exceptions {
  readonly valid: readonly Exception[];
  readonly problems: readonly string[];
}

const KEYS = ["resource", "reason", "expires"];
/** So that each exception is looked at twice a year. */
const MAX_DAYS = 180;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** JSON Schema of a policy's exceptions, loose on purpose: what is wrong with one is said in words, by `readExceptions`. */
export const EXCEPTIONS_SCHEMA = {
  type: "array",
  items: { type: "object" },
  description:
    "Violations that are accepted for a time: resource (URN, or TYPE::NAME with *), reason, expires (YYYY-MM-DD).",
} as const;

/** Reads what a configuration says under `exceptions`. An exception that is expired, or has no reason, excuses nothing. */
export function readExceptions(given: unknown, today: string): Exceptions {
  if (given === undefined) return { valid: [], problems: [] };
  if (!Array.isArray(given)) {
    return { valid: [], problems: [`exceptions must be a list; given: ${JSON.stringify(given)}.`] };
  }
  const valid: Exception[] = [];
  const problems: string[] = [];
  given.forEach((item: unknown, index) => {
    const record = isRecord(item) ? item : {};
    const { resource, reason, expires } = record;
    const about = `Exception ${index + 1}${typeof resource === "string" ? ` (${resource})` : ""}`;
    const found: string[] = [];
    for (const key of Object.keys(record)) {
      if (!KEYS.includes(key)) found.push(`${about} has ${key}, which means nothing; it may have ${KEYS.join(", ")}.`);
    }
    if (typeof resource !== "string" || resource.trim() === "") {
      found.push(`${about} names no resource: give its URN, or TYPE::NAME.`);
    } else if (isTooWide(resource)) {
      found.push(
        `${about} fits too much: * may stand in the type or in the name, not in both. To turn the policy off, set its level to disabled.`,
      );
    }
    if (typeof reason !== "string" || reason.trim() === "") {
      found.push(`${about} has no reason: say why it is accepted, and by whom.`);
    }
    const problem = dateProblem(expires, today);
    if (problem !== undefined) found.push(`${about} ${problem}`);
    problems.push(...found);
    if (
      found.length === 0 &&
      typeof resource === "string" &&
      typeof reason === "string" &&
      typeof expires === "string"
    ) {
      valid.push({ resource, reason, expires });
    }
  });
  return { valid, problems };
}

function dateProblem(expires: unknown, today: string): string | undefined {
  if (expires === undefined) return "has no expiry: give the last day on which it holds, as expires: YYYY-MM-DD.";
  if (typeof expires !== "string" || !isDay(expires)) {
    return `has expires: ${JSON.stringify(expires)}, which is not a day written as YYYY-MM-DD.`;
  }
  const last = lastDay(today);
  if (expires > last) {
    return `expires on ${expires}; an exception may hold for ${MAX_DAYS} days, until ${last} as of today. Renew it then.`;
  }
  return expires < today ? `expired on ${expires}: fix the violation, or agree on a new day.` : undefined;
}

function lastDay(today: string): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + MAX_DAYS * DAY_MS).toISOString().slice(0, 10);
}

/** Whether a pattern has `*` on both sides of `TYPE::NAME`, or nothing that parts them. */
function isTooWide(pattern: string): boolean {
  const at = pattern.indexOf("::");
  if (!pattern.includes("*")) return false;
  return at < 0 || (pattern.slice(0, at).includes("*") && pattern.slice(at).includes("*"));
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** What an exception for a violation of the whole stack names: `pulumi:pulumi:Stack::*`. */
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
