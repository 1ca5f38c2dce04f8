import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What cfn-lint said, by definition: the rules that found an error. write-verdicts.ts writes it. */
export const VERDICTS = join(import.meta.dirname, "verdicts.json");

export function readVerdicts() {
  const schema = z.object({ version: z.string(), verdicts: z.record(z.string(), z.array(z.string())) });
  return schema.parse(JSON.parse(readFileSync(VERDICTS, "utf8")));
}
