import { existsSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/** The repository: the site is made from its Markdown files where they are. */
export const ROOT = join(import.meta.dirname, "..");
/** The index. Its headings and links are the sidebar, and the pages that it links to are the site. */
export const INDEX = "docs/README.md";

export interface SidebarItem {
  /** Text of the link in the index. */
  readonly text: string;
  /** Path of the page in the repository. */
  readonly page: string;
}

export interface SidebarGroup {
  readonly text: string;
  readonly items: readonly SidebarItem[];
}

/** A heading of the index, with each page that is linked there; a page belongs to the first heading that links to it. */
export function sidebarOf(index: string): SidebarGroup[] {
  const seen = new Set<string>();
  const groups = index.split(/^## /m).slice(1);
  return groups.flatMap((group) => {
    const items = [...group.matchAll(/\[([^\]]+)\]\(([^)#\s]+\.md)(?:#[^)]*)?\)/g)].flatMap(
      ([, text = "", target = ""]) => {
        const page = posix.normalize(posix.join(posix.dirname(INDEX), target));
        if (seen.has(page)) return [];
        seen.add(page);
        const label = text.replaceAll("`", "");
        // A link in the middle of a sentence begins the sidebar's line; a single word can be a package's name.
        return [{ text: label.includes(" ") ? label.charAt(0).toUpperCase() + label.slice(1) : label, page }];
      },
    );
    return items.length === 0 ? [] : [{ text: group.slice(0, group.indexOf("\n")), items }];
  });
}

export const SIDEBAR: readonly SidebarGroup[] = sidebarOf(readFileSync(join(ROOT, INDEX), "utf8"));

/** Every page of the site, as paths in the repository. */
export const PAGES: ReadonlySet<string> = new Set([
  "README.md",
  INDEX,
  ...SIDEBAR.flatMap(({ items }) => items.map(({ page }) => page)),
]);

/** A README is the page of its folder: `policy/README.md` is served as `/policy/`. */
export function sourceOf(page: string): string {
  return page.replace(/(^|\/)README\.md$/, "$1index.md");
}

/** Address of a page within the site, as VitePress reads it in a link. */
export function addressOf(page: string): string {
  return `/${sourceOf(page)}`;
}

/** Anchor of a heading, as forges make it. A second heading with the same text gets `-1`. */
export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-");
}

/**
 * Where a link of a page leads on the site: to another page, to the repository's page of a file, or nowhere (undefined), when
 * the owner has set no address of the repository.
 * @param page path in the repository of the page with the link
 * @param href as written
 * @param repository address of the repository, or an empty text
 * @throws Error for a file that does not exist
 */
export function resolveLink(page: string, href: string, repository: string): string | undefined {
  if (/^(?:[a-z]+:|#)/i.test(href)) return href;
  const [path = "", anchor] = href.split("#");
  const file = posix.normalize(posix.join(posix.dirname(page), path)).replace(/\/$/, "");
  if (PAGES.has(file)) return addressOf(file) + (anchor === undefined ? "" : `#${anchor}`);
  if (!existsSync(join(ROOT, file))) throw new Error(`${page} links to ${file}, which does not exist`);
  if (repository === "") return undefined;
  return `${repository}/${statSync(join(ROOT, file)).isDirectory() ? "tree" : "blob"}/main/${file}`;
}
