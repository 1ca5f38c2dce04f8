import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { checksPage } from "./src/docs/page.ts";

// Run by hand after a change of a check's words: node packages/checks/write-docs.ts
const file = join(import.meta.dirname, "..", "..", "docs", "checks.md");
writeFileSync(file, await format(checksPage(), { ...(await resolveConfig(file)), parser: "markdown" }));
