import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { importGraph } from "../../release/graph.ts";

describe("release: what a program is made of", () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), "pmp-xray-graph-"));
    write("package.json", JSON.stringify({ type: "module" }));
    write(
      "a/package.json",
      JSON.stringify({ dependencies: { left: "1.2.3" }, optionalDependencies: { right: "4.5.6" } }),
    );
    write("a/main.ts", 'import "./used.ts";\nimport left from "left/sub";\nvoid left;\n');
    write("a/used.ts", 'import fs from "node:fs";\nvoid fs;\nvoid import("./later.ts");\n');
    write("a/later.ts", 'export const load = () => import("right");\n');
    write("a/unused.ts", 'import "nowhere";\n');
  });
  after(() => {
    rmSync(root, { recursive: true });
  });
  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  it("is every file that is imported, at once or later, and the packages with their pinned versions", async () => {
    assert.deepEqual(await importGraph(root, ["a/main.ts"]), {
      files: ["a/later.ts", "a/main.ts", "a/used.ts"],
      dependencies: { left: "1.2.3" },
      optionalDependencies: { right: "4.5.6" },
    });
  });

  it("can't hold a package that is not declared where it is imported", async () => {
    await assert.rejects(
      importGraph(root, ["a/unused.ts"]),
      /^Error: a\/unused\.ts: imports nowhere, which its package\.json/,
    );
  });
});
