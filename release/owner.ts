import { readFileSync } from "node:fs";
import { z } from "zod";

const schema = z.strictObject({
  comment: z.string(),
  scope: z.string().regex(/^@[a-z0-9][a-z0-9._-]*$/, "a scope of npm, such as @example"),
  home: z.union([z.literal(""), z.url({ protocol: /^https$/ })]),
  repository: z.union([z.literal(""), z.url({ protocol: /^https$/ })]),
  maintainers: z.array(
    z.strictObject({ name: z.string().min(1), email: z.email().optional(), url: z.url().optional() }),
  ),
  icon: z.union([z.literal(""), z.url({ protocol: /^https$/ })]),
  registry: z.union([z.literal(""), z.string().regex(/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)+$/)]),
});

/**
 * What only the owner of the project can say, from release/owner.json.
 * - `scope`: npm scope of every published package; `@pmp` in this repository, replaced in the artefacts
 * - `home`, `repository`: https addresses of the project's page and of its repository; empty: left out
 * - `maintainers`: people for Artifact Hub and npm; empty: left out
 * - `icon`: https address of the chart's icon; empty: left out
 * - `registry`: host and path of the OCI registry for the chart (without `oci://`); empty: the release workflow does not push
 */
export type Owner = z.infer<typeof schema>;

/** The scope that the sources use. */
export const OWN_SCOPE = "@pmp";

/** @throws Error that lists every wrong value of the file. */
export function readOwner(file = new URL("owner.json", import.meta.url)): Owner {
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `- ${path.join(".") || "(file)"}: ${message}`);
  throw new Error(`release/owner.json:\n${problems.join("\n")}`);
}

/** Text of an artefact, with the owner's scope in place of the sources' one. */
export function withScope(text: string, { scope }: Pick<Owner, "scope">): string {
  return scope === OWN_SCOPE ? text : text.replaceAll(new RegExp(`${OWN_SCOPE}(?=/)`, "g"), scope);
}
