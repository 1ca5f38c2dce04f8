/** Bundles the API into one file for the container image, which needs only Node. */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * @param {string} outfile where to write the bundle, a CommonJS file
 */
export async function bundle(outfile) {
  await build({
    entryPoints: [join(import.meta.dirname, "src/main.ts")],
    outfile: resolve(outfile),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node24",
    legalComments: "linked",
    logLevel: "warning",
  });
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const outfile = process.argv[2];
  if (outfile === undefined) {
    console.error("Usage: node packages/api/bundle.mjs OUTFILE");
    process.exit(2);
  }
  await bundle(outfile);
}
