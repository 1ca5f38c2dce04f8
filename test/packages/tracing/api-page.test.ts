import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { apiPage } from "../../../packages/tracing/api-page.ts";
import * as tracing from "../../../packages/tracing/src/index.ts";

const file = join(import.meta.dirname, "../../../docs/tracing-api.md");
const page = readFileSync(file, "utf8");

describe("docs/tracing-api.md", () => {
  it("is made from the declarations; otherwise run node packages/tracing/write-docs.ts", async () => {
    assert.equal(page, await format(apiPage(), { ...(await resolveConfig(file)), parser: "markdown" }));
  });

  it("has a heading for everything that the package exports", () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
    assert.deepEqual(
      Object.keys(tracing).filter((name) => !headings.includes(name)),
      [],
    );
  });
});
