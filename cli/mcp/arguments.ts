import { UsageError } from "@pmp/command-line";
import type { z } from "zod";
import type { Tool } from "./tool.ts";

/**
 * The arguments of a call, with their defaults.
 *
 * @throws UsageError with everything that is wrong: the argument, its value, what is allowed
 */
export async function parseArguments(
  { name, input }: Tool,
  given: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const known = Object.keys(input.shape);
  const others = Object.keys(given).filter((key) => !known.includes(key));
  const unknown = others.length === 0 ? [] : await unknownArguments(name, others, known);
  const read = input.safeParse(given);
  const wrong = read.success ? [] : read.error.issues.map((issue) => sentence(issue, given));
  if (unknown.length + wrong.length > 0) throw new UsageError([...unknown, ...wrong].join("\n"));
  return read.data;
}

async function unknownArguments(tool: string, given: readonly string[], known: readonly string[]): Promise<string[]> {
  // Loaded lazily, because the model takes longer to load than the rest of the server.
  const { nearest } = await import("@pmp/model");
  return given.map((key) => {
    const meant = nearest(key, [...known]);
    return `${tool} has no argument ${key}${meant === undefined ? "" : ` (did you mean ${meant}?)`}; it has ${known.join(", ")}.`;
  });
}

function sentence(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): string {
  const { path } = issue;
  const value = path.reduce<unknown>(
    (tree, key) =>
      typeof tree === "object" && tree !== null ? (tree as Record<PropertyKey, unknown>)[key] : undefined,
    given,
  );
  const got = value === undefined ? "nothing" : JSON.stringify(value);
  return `${path.join(".")}: got ${got.slice(0, 200)}; allowed: ${allowed(issue)}.`;
}

function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `one of ${issue.values.map(String).join(", ")}`;
    case "too_big":
      return `at most ${issue.maximum}${unit(issue.origin)}`;
    case "too_small":
      return `at least ${issue.minimum}${unit(issue.origin)}`;
    case "invalid_type":
      return issue.expected;
    default:
      return issue.message;
  }
}

function unit(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " items" : "";
}
