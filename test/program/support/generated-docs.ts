import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { componentsExample, componentsTable } from "./components-page.ts";
import { diagram } from "./diagram.ts";
import { settingsTable } from "./settings-table.ts";

export interface GeneratedPage {
  readonly file: string;
  readonly text: string;
}

/** The pages of docs/ that hold something made from the code, as they must be. */
export async function generatedPages(): Promise<readonly GeneratedPage[]> {
  return [
    await withParts("docs/architecture.md", { diagram: await diagram() }),
    await withParts("docs/components.md", { components: componentsTable(), example: componentsExample() }),
    await withParts("docs/settings.md", { settings: settingsTable() }),
  ];
}

/** A page with the text between each part's two markers replaced. */
async function withParts(page: string, parts: Readonly<Record<string, string>>): Promise<GeneratedPage> {
  const file = fileURLToPath(new URL(`../../../${page}`, import.meta.url));
  const text = Object.entries(parts).reduce(
    (old, [name, part]) => {
      const [begin, end] = [`<!-- begin generated: ${name} -->`, `<!-- end generated: ${name} -->`];
      const [before, after] = [old.indexOf(begin), old.indexOf(end)];
      if (before === -1 || after < before) throw new Error(`${page} lacks the markers ${begin} and ${end}`);
      return `${old.slice(0, before + begin.length)}\n\n${part}\n\n${old.slice(after)}`;
    },
    readFileSync(file, "utf8"),
  );
  return { file, text: await format(text, { ...(await resolveConfig(file)), filepath: file }) };
}
