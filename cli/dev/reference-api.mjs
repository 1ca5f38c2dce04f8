// `npm run dev`: pmp-xray dev with the reference API, or with the command after --.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(fileURLToPath(import.meta.url), "../../..");
const given = process.argv.slice(2);
const command = given.includes("--") ? [] : ["--", process.execPath, join(root, "packages/api/src/main.ts")];
process.argv.splice(2, given.length, "dev", ...given, ...command);
await import("../pmp-xray.mjs");
