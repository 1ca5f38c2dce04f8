import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { COMMANDS } from "../../cli/commands/index.ts";
import { referencePage } from "../../cli/reference.ts";

const file = join(import.meta.dirname, "../../docs/cli.md");
const page = readFileSync(file, "utf8");

describe("docs/cli.md", () => {
  it("is made from the commands' help; otherwise run node cli/write-docs.ts", async () => {
    assert.equal(page, await format(await referencePage(), { ...(await resolveConfig(file)), parser: "markdown" }));
  });

  it("has a heading for each command that the program lists", () => {
    const headings = [...page.matchAll(/^## pmp-xray (.+)$/gm)].map(([, name]) => name);
    assert.deepEqual(
      headings,
      COMMANDS.filter(({ hidden }) => hidden !== true).map(({ name }) => name),
    );
  });
});
