import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cruise } from "dependency-cruiser";
import configuration, { MAY_IMPORT } from "../../dependency-cruiser.config.ts";

const root = join(import.meta.dirname, "../..");
export const CONTRIBUTING = join(root, "CONTRIBUTING.md");
const BEGIN = "<!-- Made from the code: npm run structure -->\n";
const END = "<!-- end -->";

/** What goes from one directory to another without an import. */
const OTHER_FLOWS: readonly [from: string, to: string, what: string][] = [
  ["components", "charts", "chart values"],
  ["offline", "index.ts", "runs it with mocks"],
  ["local", "index.ts", "pulumi up"],
];

/** CONTRIBUTING.md with the picture of the imports that the code has now. */
export async function contributingWithPicture(): Promise<string> {
  const text = readFileSync(CONTRIBUTING, "utf8");
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  assert.ok(begin >= 0 && end >= 0, "CONTRIBUTING.md has no place for the picture");
  return `${text.slice(0, begin + BEGIN.length)}\n${picture(await imports())}\n${text.slice(end)}`;
}

/** The imports between directories of the table. */
async function imports(): Promise<Map<string, Set<string>>> {
  const { enhancedResolveOptions, ...options } = configuration.options!;
  const roots = Object.keys(MAY_IMPORT).filter((name) => existsSync(join(root, name)));
  const { output } = await cruise(roots, { ...options, baseDir: root }, enhancedResolveOptions);
  assert.ok(typeof output !== "string");
  const found = new Map(roots.map((name) => [name, new Set<string>()]));
  for (const { source, dependencies } of output.modules) {
    const from = directoryOf(source);
    for (const { resolved } of dependencies) {
      const to = directoryOf(resolved);
      if (from !== undefined && to !== undefined && from !== to) found.get(from)?.add(to);
    }
  }
  return found;
}

function directoryOf(file: string): string | undefined {
  return Object.keys(MAY_IMPORT).find((name) => file === name || file.startsWith(`${name}/`));
}

/** Mermaid. An import that follows from others is left out, so that the picture can be read. */
function picture(arrows: ReadonlyMap<string, ReadonlySet<string>>): string {
  const id = (name: string): string => name.replaceAll(/\W/g, "_");
  const lines = ["```mermaid", "flowchart TB"];
  for (const name of arrows.keys()) lines.push(`  ${id(name)}["${name}"]`);
  for (const [from, targets] of arrows) {
    for (const to of [...targets].sort()) {
      const isImplied = [...targets].some((other) => other !== to && reaches(arrows, other, to));
      if (!isImplied) lines.push(`  ${id(from)} -- "${MAY_IMPORT[from]?.[to] ?? ""}" --> ${id(to)}`);
    }
  }
  for (const [from, to, what] of OTHER_FLOWS) lines.push(`  ${id(from)} -. "${what}" .-> ${id(to)}`);
  return [...lines, "```", ""].join("\n");
}

function reaches(arrows: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  return from === to || [...(arrows.get(from) ?? [])].some((next) => reaches(arrows, next, to));
}
