import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { execa } from "execa";
import type { Page } from "playwright-core";
import { PAGES, SIDEBAR, sourceOf } from "../../site/pages.ts";
import { Browser, type OpenPage } from "../packages/xray-local/page/browser/browser.ts";
import { findChromium } from "../packages/xray-local/page/browser/find-chromium.ts";
import { repository } from "./support/npm.ts";
import { serveFolder, type StaticServer } from "./support/static-server.ts";

const SITE = join(repository, "site/dist");
const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1440, height: 900 };
/** Address of each page of the site, from its root. */
const ADDRESSES = [...PAGES].map((page) => sourceOf(page).replace(/\.md$/, ".html"));

/** What is wrong with the links of HTML files, by path: targets and anchors that are not there. */
function deadLinks(files: ReadonlyMap<string, string>, exists: (file: string) => boolean): string[] {
  return [...files].flatMap(([file, html]) =>
    [...html.matchAll(/\s(?:href|src)="([^"]+)"/g)].flatMap(([, raw = ""]) => {
      if (/^(?:[a-z]+:|\/\/)/i.test(raw)) return [];
      const [path = "", anchor = ""] = raw.replaceAll("&amp;", "&").split("#").map(decodeURIComponent);
      const resolved =
        path === "" ? file : path.startsWith("/") ? path.slice(1) : posix.join(posix.dirname(file), path);
      const target = resolved === "" || resolved.endsWith("/") ? `${resolved}index.html` : resolved;
      if (!files.has(target)) return exists(target) ? [] : [`${file} links to ${target}, which does not exist`];
      if (anchor === "" || files.get(target)?.includes(` id="${anchor}"`)) return [];
      return [`${file} links to ${target}#${anchor}; there is no such heading`];
    }),
  );
}

/**
 * The documentation site, built as `npm run site:build` does and looked at in Chromium: `npm run e2e:site`. Its npm packages
 * are installed for it.
 */
describe("the documentation site", function () {
  this.timeout(300_000);

  let server: StaticServer | undefined;
  let browser: Browser | undefined;
  let url: string;
  let open: OpenPage;

  before(async function () {
    // Half a minute for the packages, and one for the pages, on an idle machine.
    this.timeout(900_000);
    await execa("npm", ["run", "--silent", "site:build"], { cwd: repository, all: true });
    const chromium = await findChromium();
    if ("reason" in chromium) {
      process.stdout.write(`not run: ${chromium.reason}\n`);
      this.skip();
    }
    server = await serveFolder(SITE);
    ({ url } = server);
    browser = await Browser.start(chromium.path, WIDE, 1);
    open = await browser.open(`${url}/`);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Opens a page of the site and waits until it can be used. */
  async function visit(address: string): Promise<Page> {
    const { page } = open;
    await page.goto(`${url}/${address}`);
    await page.waitForFunction("document.querySelector('#app')?.__vue_app__ !== undefined");
    return page;
  }

  it("has every page, and no dead link or anchor", () => {
    const files = new Map(
      globSync("**/*.html", { cwd: SITE }).map((file) => [file, readFileSync(join(SITE, file), "utf8")]),
    );
    assert.deepEqual([...files.keys()].sort(), [...ADDRESSES, "404.html"].sort());
    assert.deepEqual(
      deadLinks(files, (file) => existsSync(join(SITE, file))),
      [],
    );
  });

  it("is checked: a file and an anchor that are missing are found", () => {
    const bad = new Map([
      ["docs/a.html", '<h1 id="a"></h1><a href="./b.html">b</a><a href="#a">a</a><a href="#z">z</a><img src="/c.png">'],
    ]);
    assert.deepEqual(
      deadLinks(bad, () => false),
      [
        "docs/a.html links to docs/b.html, which does not exist",
        "docs/a.html links to docs/a.html#z; there is no such heading",
        "docs/a.html links to c.png, which does not exist",
      ],
    );
  });

  it("shows every page in the sidebar, below the headings of docs/README.md", async () => {
    const page = await visit("docs/index.html");
    const links = page.locator(".VPSidebar .items a");
    assert.deepEqual(
      (await links.allTextContents()).map((text) => text.trim()),
      SIDEBAR.flatMap(({ items }) => items.map(({ text }) => text)),
    );
    for (const { text } of SIDEBAR) await page.locator(".VPSidebar h2", { hasText: text }).waitFor();
  });

  it("finds a page by what it says", async () => {
    const page = await visit("");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("searchbox").fill("maxMonthlyUsd");
    await page.locator(".VPLocalSearchBox .result", { hasText: "Cost" }).first().click();
    await page.waitForURL(/\/docs\/cost\.html/);
  });

  it("is light or dark, as the reader's system or switch says", async () => {
    const { page } = open;
    const background = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    await page.emulateMedia({ colorScheme: "dark" });
    await visit("");
    const dark = await background();
    await page.emulateMedia({ colorScheme: "light" });
    await visit("");
    assert.deepEqual([await background(), dark], ["rgb(255, 255, 255)", "rgb(27, 27, 31)"]);
    await page.locator(".VPNavBarAppearance .VPSwitchAppearance").click();
    assert.equal(await background(), dark);
    await page.locator(".VPNavBarAppearance .VPSwitchAppearance").click();
  });

  it("fits screens 390 and 1440 pixels wide: no page scrolls to the side, and every picture is there", async () => {
    const { page } = open;
    const faults: string[] = [];
    for (const address of ADDRESSES) {
      await visit(address);
      for (const viewport of [NARROW, WIDE]) {
        await page.setViewportSize(viewport);
        const width = await page.evaluate<number>("document.documentElement.scrollWidth");
        if (width > viewport.width) faults.push(`${address} is ${width} pixels wide on ${viewport.width}`);
      }
      const missing = await page.evaluate<string[]>(
        "[...document.images].filter((image) => image.complete && image.naturalWidth === 0).map((image) => image.src)",
      );
      faults.push(...missing.map((source) => `${address} lacks ${source}`));
    }
    assert.deepEqual(faults, []);
  });

  it("draws diagrams in the colours of the page", async () => {
    const { page } = open;
    const drawings: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await visit("docs/architecture.html");
      await page.locator(".diagram svg").waitFor();
      drawings.push(await page.locator(".diagram svg").innerHTML());
    }
    const cut = await page.evaluate<string[]>(
      `[...document.querySelectorAll(".diagram foreignObject")]
        .filter((label) => label.firstElementChild?.getBoundingClientRect().height > label.getBoundingClientRect().height + 1)
        .map((label) => label.textContent)`,
    );
    assert.deepEqual(cut, [], "labels that are cut off");
    assert.match(drawings[0]!, /SamplingRules/);
    assert.notEqual(drawings[0], drawings[1]);
  });

  it("asks no other server for anything, and reports no error", () => {
    assert.deepEqual([open.errors, open.foreign], [[], []]);
  });
});
