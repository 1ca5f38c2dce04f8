import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { policiesPage } from "./page.ts";

// Run by hand after a change of a policy's words: node policy/docs/write.ts
const file = join(import.meta.dirname, "..", "..", "docs", "policies.md");
writeFileSync(file, await format(policiesPage(), { ...(await resolveConfig(file)), parser: "markdown" }));
