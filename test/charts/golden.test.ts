import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deliveries, template } from "./support/chart.ts";

// What users get, in full, so that a change shows in the diff of a commit. What must be in there is asserted elsewhere.
// After an intended change: UPDATE_GOLDEN=1 npx mocha test/charts/golden.test.ts, and read the diff.
const dir = join(import.meta.dirname, "golden");
const update = process.env.UPDATE_GOLDEN === "1";

function fileOf(title: string): string {
  return `${title.replaceAll(/[^a-zA-Z]+/g, "-")}.yaml`;
}

describe("chart: golden renders", () => {
  for (const { title, options } of deliveries()) {
    it(title, async () => {
      const { ok, stdout, stderr } = await template(options, ["--skip-tests"]);
      assert.ok(ok, stderr);
      const path = join(dir, fileOf(title));
      if (update) {
        mkdirSync(dir, { recursive: true });
        writeFileSync(path, stdout);
      }
      assert.equal(stdout, readFileSync(path, "utf8"));
    });
  }

  it("are of nothing else", () => {
    assert.deepEqual(
      readdirSync(dir).sort(),
      deliveries()
        .map(({ title }) => fileOf(title))
        .sort(),
    );
  });
});
