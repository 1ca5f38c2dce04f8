import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { referencePage } from "./reference.ts";

// Run by hand after a change of a command's arguments, options or words: node cli/write-docs.ts
const file = join(import.meta.dirname, "..", "docs", "cli.md");
writeFileSync(file, await format(await referencePage(), { ...(await resolveConfig(file)), parser: "markdown" }));
