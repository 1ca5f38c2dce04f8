/**
 * `node release/publish.ts [--dry-run]`: publishes what `npm run package` made, in dist/. The release workflow runs it from a tag;
 * --dry-run prints the commands that it would run, and runs none.
 */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readOwner, OWN_SCOPE, type Owner } from "./owner.ts";

const root = join(import.meta.dirname, "..");

export type Command = readonly [program: string, ...args: string[]];

/**
 * The commands that publish the files of dist/.
 * @param names files of dist/npm and of dist/chart
 * @throws Error while the owner has set nothing: the scope of the sources belongs to nobody here.
 */
export function publishCommands(
  owner: Owner,
  names: { readonly npm: readonly string[]; readonly chart: readonly string[] },
): readonly Command[] {
  if (owner.scope === OWN_SCOPE) {
    throw new Error(
      `release/owner.json: scope is still "${OWN_SCOPE}", that of the sources. Set a scope that you own on npm, and run npm run package again.`,
    );
  }
  const tarballs = names.npm.filter((name) => name.endsWith(".tgz"));
  const charts = names.chart.filter((name) => name.endsWith(".tgz"));
  return [
    ...tarballs.map((name): Command => [
      "npm",
      "publish",
      join("dist", "npm", name),
      "--provenance",
      "--access",
      "public",
    ]),
    ...(owner.registry === ""
      ? []
      : charts.flatMap((name): Command[] => {
          const reference = `${owner.registry}/${name.replace(/-(\d[^-]*)\.tgz$/, ":$1")}`;
          return [
            ["helm", "push", join("dist", "chart", name), `oci://${owner.registry}`],
            ["cosign", "sign", "--yes", reference],
          ];
        })),
    ...[...tarballs.map((name) => join("dist", "npm", name)), ...charts.map((name) => join("dist", "chart", name))].map(
      (path): Command => ["cosign", "sign-blob", "--yes", "--bundle", `${path}.sigstore.json`, path],
    ),
  ];
}

if (import.meta.main) {
  try {
    const { "dry-run": dryRun } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } }).values;
    const names = { npm: readdirSync(join(root, "dist", "npm")), chart: readdirSync(join(root, "dist", "chart")) };
    for (const [program, ...args] of publishCommands(readOwner(), names)) {
      process.stdout.write(`${[program, ...args].join(" ")}\n`);
      if (!dryRun) execFileSync(program, args, { cwd: root, stdio: "inherit" });
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
