import { writeFileSync } from "node:fs";
import { CONTRIBUTING, contributingWithPicture } from "./structure.ts";

// Run after a change of the imports between directories: npm run structure
writeFileSync(CONTRIBUTING, await contributingWithPicture());
