import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { policiesPage } from "../../../policy/docs/page.ts";
import { POLICIES } from "../../../policy/policies.ts";

const file = join(import.meta.dirname, "../../../docs/policies.md");

describe("docs/policies.md", () => {
  it("is made from the policies; otherwise run node policy/docs/write.ts", async () => {
    const expected = await format(policiesPage(), { ...(await resolveConfig(file)), parser: "markdown" });
    assert.equal(readFileSync(file, "utf8"), expected);
  });

  it("has a heading for each policy, which its violations point to", () => {
    const headings = [...readFileSync(file, "utf8").matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    assert.deepEqual(
      headings,
      POLICIES.map(({ name }) => name),
    );
  });
});
