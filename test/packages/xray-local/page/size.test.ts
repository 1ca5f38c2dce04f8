import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const PAGE = join(import.meta.dirname, "../../../../packages/xray-local/page");
/** Kilobytes (1,000 bytes), raw and by gzip, that no part may be larger than. */
const CEILINGS = {
  scripts: { raw: 160, gzip: 58 },
  styles: { raw: 30, gzip: 8 },
  fonts: { raw: 65, gzip: 65 },
} as const;
const KINDS: Readonly<Record<string, keyof typeof CEILINGS>> = {
  ".js": "scripts",
  ".css": "styles",
  ".woff2": "fonts",
};

describe("page: what is sent to the browser", function () {
  this.timeout(60_000);
  let folder = "";
  const sizes = { scripts: { raw: 0, gzip: 0 }, styles: { raw: 0, gzip: 0 }, fonts: { raw: 0, gzip: 0 } };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "pmp-xray-page-"));
    await build({
      root: PAGE,
      configFile: join(PAGE, "vite.config.ts"),
      logLevel: "silent",
      build: { outDir: folder },
    });
    for (const name of await readdir(join(folder, "assets"))) {
      const kind = KINDS[extname(name)];
      assert.ok(kind, `${name} is of no kind that is counted`);
      const content = await readFile(join(folder, "assets", name));
      sizes[kind].raw += content.length / 1000;
      sizes[kind].gzip += gzipSync(content).length / 1000;
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("is small", () => {
    for (const kind of ["scripts", "styles", "fonts"] as const) {
      assert.ok(sizes[kind].raw > 1, kind);
      for (const form of ["raw", "gzip"] as const) {
        const size = sizes[kind][form];
        assert.ok(
          size <= CEILINGS[kind][form],
          `${kind}, ${form}: ${size.toFixed(1)} kB of ${String(CEILINGS[kind][form])}`,
        );
      }
    }
  });

  it("is as large as its README says", async () => {
    const readme = await readFile(join(PAGE, "README.md"), "utf8");
    for (const kind of ["scripts", "styles", "fonts"] as const) {
      const [, raw, gzip] = new RegExp(`^\\| ${kind} +\\| +(\\d+) kB \\| +(\\d+) kB \\|`, "m").exec(readme) ?? [];
      assert.ok(
        Math.abs(Number(raw) - sizes[kind].raw) <= 2,
        `${kind}: ${sizes[kind].raw.toFixed(1)} kB, not ${String(raw)}`,
      );
      assert.ok(
        Math.abs(Number(gzip) - sizes[kind].gzip) <= 1,
        `${kind} by gzip: ${sizes[kind].gzip.toFixed(1)} kB, not ${String(gzip)}`,
      );
    }
  });

  it("is as large as the package's README says", async () => {
    const readme = await readFile(join(PAGE, "../README.md"), "utf8");
    const words = ["scripts", "styles", "fonts"] as const;
    for (const kind of words) {
      const raw = Number(new RegExp(`(\\d+) kB of ${kind}`).exec(readme)?.[1]);
      assert.ok(Math.abs(raw - sizes[kind].raw) <= 2, `${kind}: ${sizes[kind].raw.toFixed(1)} kB, not ${String(raw)}`);
    }
  });

  it("loads nothing from elsewhere and has no script or style in its HTML", async () => {
    const html = await readFile(join(folder, "index.html"), "utf8");
    for (const [, address = ""] of html.matchAll(/(?:src|href)="([^"]*)"/g)) assert.match(address, /^\.?\//);
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/);
    for (const name of await readdir(join(folder, "assets"))) {
      if (extname(name) !== ".css") continue;
      assert.doesNotMatch(
        await readFile(join(folder, "assets", name), "utf8"),
        /@import|url\(\s*["']?(?:https?:)?\/\/|url\(\s*["']?data:/,
      );
    }
  });
});
