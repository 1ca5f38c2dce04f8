/** Builds dist: one CommonJS file, so that `import` and `require` share one state, and an ES module in front of it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const dist = join(here, "dist");
const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

/** OTLP is a separate file, loaded on demand. */
const LATER = {
  name: "later",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/otlp\.ts$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./otlp.cjs", external: true },
    ),
};

for (const [source, target] of [
  ["src/index.ts", "index.cjs"],
  ["src/transport/otlp.ts", "otlp.cjs"],
]) {
  await build({
    entryPoints: [join(here, source)],
    outfile: join(dist, target),
    // The bundle contains the paths of its sources, which must not depend on the working directory.
    absWorkingDir: here,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22.15",
    external: ["@opentelemetry/api"],
    plugins: [LATER],
    legalComments: "linked",
    logLevel: "warning",
  });
}
const names = Object.keys(createRequire(import.meta.url)(join(dist, "index.cjs")));
const types = "./types/packages/tracing/src/index.js";

/** The sources are ES modules; the built files are CommonJS except `.mjs`. */
const files = {
  "package.json": `${JSON.stringify({ type: "commonjs" })}\n`,
  "index.mjs": `import tracing from "./index.cjs";\nexport const { ${names.join(", ")} } = tracing;\n`,
  "index.d.mts": `export * from "${types}";\n`,
  "register.cjs": `require("./index.cjs").register();\n`,
  "register.mjs": `import "./register.cjs";\n`,
  "register.d.mts": "export {};\n",
  "register.d.cts": "export {};\n",
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(dist, name), text);

// Without checking, which `npm run typecheck` does: declarations alone take a third of the time.
const tsc = [join(typescript, "bin/tsc"), "--project", join(here, "tsconfig.build.json"), "--noCheck"];
execFileSync(process.execPath, tsc, { stdio: "inherit" });
