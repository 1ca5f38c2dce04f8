import { compilePattern } from "@pmp/sampling";
import type { TrustStatement } from "../../facts/agent-role.ts";

/** The statements that let service accounts of a cluster in. */
export function webIdentity(trust: readonly TrustStatement[]): readonly TrustStatement[] {
  return trust.filter(
    ({ allow, actions }) =>
      allow && actions.some((action) => /^sts:(?:\*|AssumeRole(?:\*|WithWebIdentity))$/.test(action)),
  );
}

/** The values that a statement wants of the token's `sub` or `aud`. */
export function conditionValues({ conditions }: TrustStatement, claim: "sub" | "aud"): readonly string[] {
  return conditions.filter(({ key }) => key.endsWith(`:${claim}`)).flatMap(({ values }) => values);
}

/** Whether one of the values, in which * stands for any characters, is the text. */
export function matchesAny(values: readonly string[], text: string): boolean {
  return values.some((value) => value === text || (/[*?]/.test(value) && compilePattern(value)(text.toLowerCase())));
}
