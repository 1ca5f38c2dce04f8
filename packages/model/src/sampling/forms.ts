import { z } from "zod";
import { field } from "../settings/field.ts";

/** Texts of a check that replace the help of the field. */
export interface Refusal {
  /** Of the problem: `not-a-path`. */
  readonly code: string;
  readonly allowed: string;
  readonly advice: string;
  /** Shown instead of the value. Default: the value itself. */
  readonly shown?: string | ((value: object) => string);
}

/** Adds a problem with the value, or with its member at `path`. */
export function refuse(context: z.core.ParsePayload, refusal: Refusal, path: readonly (string | number)[] = []): void {
  context.issues.push({ code: "custom", input: context.value, path: [...path], params: { ...refusal } });
}

/** No control character, line separator or half of a character. */
// By classes that Go knows too: Pulumi's engine reads the pattern in the options of policies.
const PRINTABLE = /^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]*$/u;

/** A printable text of 1 to `max` characters. */
export function text(max: number, example: string, advice: string): z.ZodString {
  const allowed = `1 to ${max} printable characters`;
  return field(z.string().min(1).max(max).regex(PRINTABLE), { allowed, example, advice });
}

/** A number from `min` to `max`. */
export function number(min: number, max: number, example: number, advice: string): z.ZodNumber {
  return field(z.number().min(min).max(max), { allowed: `a number from ${min} to ${max}`, example, advice });
}

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number, example: number, advice: string): z.ZodInt {
  return field(z.int().min(min).max(max), { allowed: `a whole number from ${min} to ${max}`, example, advice });
}

/** One of a few words. */
export function choice<const T extends readonly [string, ...string[]]>(
  words: T,
  example: T[number],
  advice: string,
): z.ZodEnum<{ [Word in T[number]]: Word }> {
  return field(z.enum(words), { allowed: `one of ${words.join(", ")}`, example, advice });
}

/** true or false. */
export function yesNo(advice: string): z.ZodBoolean {
  return field(z.boolean(), { allowed: "true or false", example: true, advice });
}
