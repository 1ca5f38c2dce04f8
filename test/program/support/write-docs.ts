import { writeFileSync } from "node:fs";
import { generatedPages } from "./generated-docs.ts";
import { generatedPictures } from "./pictures.ts";

// Run by hand after a change of the program, its settings or a plot: node test/program/support/write-docs.ts
for (const { file, text } of await generatedPages()) writeFileSync(file, text);
for (const { file, text } of generatedPictures()) writeFileSync(file, text);
