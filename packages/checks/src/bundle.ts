import { z } from "zod";
import type { Facts } from "./fact.ts";
import type { CommandName } from "./run/report.ts";
import type { Target } from "./target.ts";

/** Everything that a run knew: who gets it sees what the checks said, and why. */
export interface Bundle {
  readonly version: 1;
  readonly command: CommandName;
  readonly target: Target;
  readonly facts: Facts;
}

const known = z.union([
  z.object({ known: z.literal(true), value: z.unknown() }),
  z.object({
    known: z.literal(false),
    kind: z.enum(["right", "unsupported", "unasked", "failed"]),
    reason: z.string(),
  }),
]);
const bundle = z.object({
  version: z.literal(1),
  command: z.enum(["verify", "doctor"]),
  target: z.looseObject({
    platform: z.enum(["kubernetes", "ecs"]),
    region: z.string(),
    service: z.string(),
    namespace: z.string(),
    requests: z.number(),
    paths: z.array(z.string()),
  }),
  facts: z.record(z.string(), known),
});

/** A bundle as text, with account ids masked: each id by another one, so that two that differ still do. */
export function saveBundle(content: Omit<Bundle, "version">): string {
  const text = JSON.stringify({ version: 1, ...content }, undefined, 2);
  return `${mask(text)}\n`;
}

/**
 * A bundle of {@link saveBundle}.
 *
 * @throws Error in one line when the text is none
 */
export function loadBundle(text: string): Bundle {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error("it is not JSON");
  }
  const read = bundle.safeParse(content);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "it is no saved run"}`);
  }
  return read.data;
}

/** Masks account ids, tokens and credentials in a text. */
export function mask(text: string): string {
  const ids = new Map<string, string>();
  const stand = (id: string): string => {
    const known = ids.get(id) ?? String(ids.size + 1).padStart(12, "0");
    ids.set(id, known);
    return known;
  };
  return (
    text
      .replace(/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]+/g, "(token)")
      .replace(/\b(?:AKIA|ASIA)[0-9A-Z]{12,}\b/g, "(access key)")
      .replace(/((?:Authorization|X-Amz-Security-Token|X-Amz-Signature)["':= ]+)[^\s"',&]+/gi, "$1(hidden)")
      .replace(/(?<=arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:|"account": "|\b(?:account|of) )\d{12}\b/g, stand)
      // Whatever is named once as an account is one elsewhere too.
      .replace(/(?<![\w-])\d{12}(?![\w-])/g, (id) => ids.get(id) ?? id)
  );
}
