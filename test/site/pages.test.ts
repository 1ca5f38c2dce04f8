import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { addressOf, PAGES, resolveLink, ROOT, SIDEBAR, sidebarOf, slug } from "../../site/pages.ts";

/** Pages for those who work on one package: a link from CONTRIBUTING.md or from the package is enough. */
const NOT_ON_THE_SITE = ["packages/xray-local/page/README.md"];

describe("the pages of the site", () => {
  it("are every page of docs/, and every README: add a new page to docs/README.md", () => {
    const all = globSync(["docs/*.md", "*.md", "{charts,cli,packages,policy}/**/*.md"], {
      cwd: ROOT,
      exclude: (name) => name === "node_modules" || name === "dist",
    });
    assert.ok(all.length > 30);
    assert.deepEqual(all.filter((page) => !PAGES.has(page)).sort(), NOT_ON_THE_SITE);
  });

  it("are each once in the sidebar, below the headings of docs/README.md", () => {
    const index = readFileSync(join(ROOT, "docs/README.md"), "utf8");
    assert.deepEqual(
      SIDEBAR.map(({ text }) => text),
      [...index.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading),
    );
    const pages = SIDEBAR.flatMap(({ items }) => items.map(({ page }) => page));
    assert.equal(new Set(pages).size, pages.length);
    assert.deepEqual(
      [...PAGES].filter((page) => !pages.includes(page)),
      ["docs/README.md"],
    );
  });

  it("have names that differ, by which the sidebar and the search show them", () => {
    const names = SIDEBAR.flatMap(({ items }) => items.map(({ text }) => text));
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  it("belong to the first heading that links to them", () => {
    assert.deepEqual(
      sidebarOf(
        "# All\n\n## One\n\n- [`A`](a.md#x), [B](../b/README.md)\n\n## Two\n\n[A](a.md) [C](c.md)\n\n## None\n",
      ),
      [
        {
          text: "One",
          items: [
            { text: "A", page: "docs/a.md" },
            { text: "B", page: "b/README.md" },
          ],
        },
        { text: "Two", items: [{ text: "C", page: "docs/c.md" }] },
      ],
    );
  });
});

describe("a link on the site", () => {
  it("leads to the page of a Markdown file, with its anchor", () => {
    assert.equal(resolveLink("docs/cost.md", "../README.md#see-it-work", ""), "/index.md#see-it-work");
    assert.equal(resolveLink("README.md", "docs/cost.md", ""), "/docs/cost.md");
    assert.equal(resolveLink("docs/cost.md", "#more", ""), "#more");
    assert.equal(resolveLink("docs/cost.md", "https://example.com/a.md", ""), "https://example.com/a.md");
    assert.equal(addressOf("policy/README.md"), "/policy/index.md");
  });

  it("leads to the repository for other files once the owner has set its address, else nowhere", () => {
    assert.equal(resolveLink("docs/cost.md", "../policy/ci/gitlab-ci.yml", ""), undefined);
    const repository = "https://git.example.com/a/b";
    assert.equal(
      resolveLink("docs/cost.md", "../policy/ci/gitlab-ci.yml", repository),
      `${repository}/blob/main/policy/ci/gitlab-ci.yml`,
    );
    assert.equal(resolveLink("README.md", "docs/images/", repository), `${repository}/tree/main/docs/images`);
  });

  it("stops the build where there is no such file", () => {
    assert.throws(() => resolveLink("docs/cost.md", "none.md", ""), /docs\/cost\.md links to docs\/none\.md/);
  });

  it("to a heading has the anchor that a forge gives it", () => {
    assert.equal(slug("What `pmp-xray dev` prints, and why"), "what-pmp-xray-dev-prints-and-why");
  });
});
