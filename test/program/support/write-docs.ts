import { writeFileSync } from "node:fs";
import { generatedPages } from "./generated-docs.ts";

// Run by hand after a change of the program or its settings: node test/program/support/write-docs.ts
for (const { file, text } of await generatedPages()) writeFileSync(file, text);
