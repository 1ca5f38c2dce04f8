import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { CHECKS } from "../../../../packages/checks/src/checks/index.ts";
import { checksPage } from "../../../../packages/checks/src/docs/page.ts";

const file = join(import.meta.dirname, "../../../../docs/checks.md");

describe("docs/checks.md", () => {
  it("is made from the checks; otherwise run node packages/checks/write-docs.ts", async () => {
    const expected = await format(checksPage(), { ...(await resolveConfig(file)), parser: "markdown" });
    assert.equal(readFileSync(file, "utf8"), expected);
  });

  it("has a heading for each check, which its findings point to", () => {
    const headings = [...readFileSync(file, "utf8").matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    assert.deepEqual(
      headings,
      CHECKS.map(({ name }) => name),
    );
  });
});
