import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type axe from "axe-core";
import type { Page } from "playwright-core";

declare global {
  /** What axe-core's script leaves in a page: https://github.com/dequelabs/axe-core/blob/develop/doc/API.md */
  var axe: typeof import("axe-core") | undefined;
}

const SOURCE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** WCAG 2.2, levels A and AA, and axe's own best practices. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails with each rule that the page breaks, and where. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  // Evaluated by the debugger, which no content security policy holds back.
  if (!(await page.evaluate(() => globalThis.axe !== undefined))) await page.evaluate(await readFile(SOURCE, "utf8"));
  const { violations, passes } = await page.evaluate<axe.AxeResults, string[]>(async (tags) => {
    if (globalThis.axe === undefined) throw new Error("axe is not in the page");
    return globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } });
  }, TAGS);
  const broken = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} (${node.target.join(" ")}) ${node.failureSummary ?? ""}`),
  );
  assert.deepEqual(broken, [], what);
  assert.ok(passes.length > 10, `${what}: axe looked at the page`);
}
