import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { MAY_IMPORT } from "../dependency-cruiser.config.ts";
import { CONTRIBUTING, contributingWithPicture } from "./support/structure.ts";

const root = join(import.meta.dirname, "..");
const text = readFileSync(CONTRIBUTING, "utf8");
const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, inner]) => inner!);

describe("CONTRIBUTING.md", function () {
  // Reads every import of the tree.
  this.timeout(120_000);

  it("draws the imports that the code has; otherwise run npm run structure", async () => {
    assert.equal(text, await contributingWithPicture());
  });

  it("says how to work on every directory that the dependency rules know", () => {
    for (const name of Object.keys(MAY_IMPORT).filter((each) => !each.endsWith(".mjs"))) {
      assert.ok(text.includes(`| \`${name}`) || text.includes(`\`${name}\` `), name);
    }
  });

  it("says what to touch for each kind of change", () => {
    for (const change of ["setting", "policy", "check", "instrumentation", "chart value", "command", "tool"]) {
      assert.match(text, new RegExp(`^\\| a new ${change}`, "m"));
    }
  });

  it("names paths that exist", () => {
    const paths = code
      .flatMap((each) => each.split(" "))
      .filter((each) => /^(?:cli|charts|components|docs|index|local|offline|packages|policy|test|[.]ci)\b/.test(each))
      .filter((each) => each.includes("/"));
    assert.ok(paths.length > 40);
    for (const path of paths) assert.ok(existsSync(join(root, path)), path);
  });

  it("names npm scripts that exist", () => {
    const names = code.flatMap((each) => /^npm run ([\w:]+)/.exec(each)?.[1] ?? []);
    assert.ok(names.length > 8);
    for (const name of names) assert.ok(name in manifest.scripts, name);
  });
});
