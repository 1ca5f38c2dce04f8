import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { defineConfig } from "vitepress";
import { readOwner } from "../../release/owner.ts";
import { addressOf, PAGES, resolveLink, ROOT, SIDEBAR, slug, sourceOf } from "../pages.ts";

const icon = readFileSync(join(ROOT, "packages/xray-local/page/public/favicon.svg"), "utf8");
const { repository } = readOwner(join(ROOT, "release/owner.json"));

/** The README of this folder is no page: the pages are listed in docs/README.md. */
const others = globSync("**/*.md", { cwd: ROOT, exclude: (name) => name === "node_modules" }).filter(
  (file) => !PAGES.has(file),
);

/** Links between files of the repository become links of the site; what is not there keeps its text only. */
function repositoryLinks(markdown) {
  markdown.core.ruler.push("repository-links", ({ tokens, env }) => {
    const page = relative(ROOT, env.realPath ?? env.path);
    for (const { children } of tokens) {
      let dropped = false;
      for (const token of children ?? []) {
        if (token.type === "link_open") {
          const target = resolveLink(page, token.attrGet("href"), repository);
          dropped = target === undefined;
          if (!dropped) token.attrSet("href", target);
        }
        if (dropped && (token.type === "link_open" || token.type === "link_close")) {
          token.type = "text";
          token.content = "";
          token.tag = "";
          token.nesting = 0;
        }
      }
    }
  });
}

/** Mermaid draws in the browser: it needs one to measure text. */
function mermaidFences(markdown) {
  const fence = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const { info, content } = tokens[index];
    if (info.trim() !== "mermaid") return fence(tokens, index, options, env, self);
    return `<MermaidDiagram code="${encodeURIComponent(content)}" />`;
  };
}

/** The pages are above this folder's packages: what VitePress makes of them still imports from here. */
const packagesOfTheSite = {
  name: "packages-of-the-site",
  enforce: "pre",
  resolveId(source, importer, options) {
    if (!/^vue(?:\/|$)/.test(source)) return null;
    // What renders the pages on the server is written into this folder, and finds Vue there.
    if (options.ssr) return { id: source, external: true };
    return this.resolve(source, join(import.meta.dirname, "config.mjs"), { ...options, skipSelf: true });
  },
};

export default defineConfig({
  title: "pmp-xray",
  description: "AWS X-Ray tracing for Node.js APIs on EKS and ECS",
  // The picture of the local X-Ray's page, within each page: browsers ask for one anyway.
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  srcDir: "..",
  outDir: "./dist",
  srcExclude: others,
  // Mermaid alone is larger than Vite's default limit; it is loaded on the pages that have a diagram.
  vite: { plugins: [packagesOfTheSite], build: { chunkSizeWarningLimit: 4096 } },
  rewrites: Object.fromEntries([...PAGES].map((page) => [page, sourceOf(page)])),
  markdown: {
    anchor: { slugify: slug },
    config(markdown) {
      repositoryLinks(markdown);
      mermaidFences(markdown);
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Documentation", link: addressOf("docs/README.md") },
      ...SIDEBAR.map(({ text, items }) => ({ text, link: addressOf(items[0].page) })).slice(0, 3),
      ...(repository === "" ? [] : [{ text: "Repository", link: repository }]),
    ],
    sidebar: SIDEBAR.map(({ text, items }) => ({
      text,
      items: items.map((item) => ({ text: item.text, link: addressOf(item.page) })),
    })),
  },
});
