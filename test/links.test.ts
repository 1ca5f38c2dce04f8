import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { slug } from "../site/pages.ts";

const root = join(import.meta.dirname, "..");

/** Every Markdown page of the repository. */
const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((page) => page !== "" && !page.startsWith("test/") && existsSync(join(root, page)));

interface Link {
  /** Path from the root of the repository. */
  readonly file: string;
  /** Without `#`; empty when the link is to the whole page. */
  readonly anchor: string;
}

/** The links of a text that lead to files of the repository; `page` is where the text stands. */
function linksOf(page: string, text: string): Link[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, (code) => "x".repeat(code.length));
  return [...prose.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?[^)]*\)/g)].map(
    ([, target = "", anchor = ""]) => ({
      file: target === "" ? page : normalize(join(dirname(page), target)),
      anchor,
    }),
  );
}

/** Anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => {
    const anchor = slug(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

function read(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

/** What is wrong with a page's links. */
function deadLinks(page: string, text: string): string[] {
  return linksOf(page, text).flatMap(({ file, anchor }) => {
    if (file !== page && !existsSync(join(root, file))) return [`${page} links to ${file}, which does not exist`];
    if (anchor === "" || !file.endsWith(".md")) return [];
    return anchorsOf(file === page ? text : read(file)).includes(anchor)
      ? []
      : [`${page} links to ${file}#${anchor}; there is no such heading`];
  });
}

/** Pages that no chain of links from README.md reaches. */
function orphans(linked: (page: string) => readonly Link[]): string[] {
  const reached = new Set(["README.md"]);
  for (const page of reached) for (const { file } of linked(page)) if (pages.includes(file)) reached.add(file);
  return pages.filter((page) => !reached.has(page));
}

describe("the documents", () => {
  for (const page of pages) {
    it(`${page} has no dead link`, () => assert.deepEqual(deadLinks(page, read(page)), []));
  }

  it("are all reached from README.md; add a new page to docs/README.md", () => {
    assert.deepEqual(
      orphans((page) => linksOf(page, read(page))),
      [],
    );
  });

  it("are checked: a file that is missing, a heading that is missing, and a page that nothing links to are found", () => {
    const bad = "[a](none.md) [b](README.md#no-such-heading) [c](#here) `[d](code.md)`\n\n# Here\n";
    assert.deepEqual(deadLinks("docs/bad.md", bad), [
      "docs/bad.md links to docs/none.md, which does not exist",
      "docs/bad.md links to docs/README.md#no-such-heading; there is no such heading",
    ]);
    const without = (page: string): Link[] =>
      linksOf(page, read(page)).filter(({ file }) => file !== "docs/troubleshooting.md");
    assert.ok(orphans(without).includes("docs/troubleshooting.md"));
  });
});
