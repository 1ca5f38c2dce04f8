/**
 * Builds the pack for other repositories: `npm run build -w policy` writes policy/dist, a self-contained folder without
 * TypeScript. @pulumi/policy is not bundled: it must be the one of the engine's host.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import manifest from "./package.json" with { type: "json" };

const here = import.meta.dirname;
const dist = join(here, "dist");

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
await build({
  entryPoints: [join(here, "pack.ts")],
  outfile: join(dist, "pack.mjs"),
  bundle: true,
  platform: "node",
  target: "node20.11",
  format: "esm",
  external: ["@pulumi/*"],
  logLevel: "warning",
});
const entry = readFileSync(join(here, "index.cjs"), "utf8");
writeFileSync(join(dist, "index.cjs"), entry.replace(/^\/\/.*\n/gm, "").replace("./pack.ts", "./pack.mjs"));
cpSync(join(here, "PulumiPolicy.yaml"), join(dist, "PulumiPolicy.yaml"));
const { name, version, description, main } = manifest;
const { "@pulumi/policy": policy, "@pulumi/pulumi": pulumi } = manifest.dependencies;
const dependencies = { "@pulumi/policy": policy, "@pulumi/pulumi": pulumi };
writeFileSync(
  join(dist, "package.json"),
  `${JSON.stringify({ name, version, description, license: manifest.license, main, dependencies }, undefined, 2)}\n`,
);
