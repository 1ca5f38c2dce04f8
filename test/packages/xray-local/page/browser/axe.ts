import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const SOURCE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** WCAG 2.2, levels A and AA, and axe's own best practices. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails with each rule that the page breaks, and where. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  // Evaluated by the debugger, which no content security policy holds back.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(await readFile(SOURCE, "utf8"));
  const options = JSON.stringify({ runOnly: { type: "tag", values: TAGS } });
  const { violations, passes } = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  const broken = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} (${node.target.join(" ")}) ${node.failureSummary ?? ""}`),
  );
  assert.deepEqual(broken, [], what);
  assert.ok(passes.length > 10, `${what}: axe looked at the page`);
}
