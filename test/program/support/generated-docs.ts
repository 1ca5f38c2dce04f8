import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { diagram } from "./diagram.ts";
import { settingsTable } from "./settings-table.ts";

export interface GeneratedPage {
  readonly file: string;
  readonly text: string;
}

/** The pages of docs/ that hold something made from the code, as they must be. */
export async function generatedPages(): Promise<readonly GeneratedPage[]> {
  return [
    await withPart("docs/architecture.md", "diagram", await diagram()),
    await withPart("docs/settings.md", "settings", settingsTable()),
  ];
}

/** A page with the text between its two markers replaced. */
async function withPart(page: string, name: string, part: string): Promise<GeneratedPage> {
  const file = fileURLToPath(new URL(`../../../${page}`, import.meta.url));
  const [begin, end] = [`<!-- begin generated: ${name} -->`, `<!-- end generated: ${name} -->`];
  const old = readFileSync(file, "utf8");
  const [before, after] = [old.indexOf(begin), old.indexOf(end)];
  if (before === -1 || after < before) throw new Error(`${page} lacks the markers ${begin} and ${end}`);
  const text = `${old.slice(0, before + begin.length)}\n\n${part}\n\n${old.slice(after)}`;
  return { file, text: await format(text, { ...(await resolveConfig(file)), filepath: file }) };
}
