import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { apiPage } from "./api-page.ts";

// Run by hand after a change of an export or its comment: node packages/tracing/write-docs.ts
const file = join(import.meta.dirname, "../..", "docs", "tracing-api.md");
writeFileSync(file, await format(apiPage(), { ...(await resolveConfig(file)), parser: "markdown" }));
