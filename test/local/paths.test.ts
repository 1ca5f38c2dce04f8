import assert from "node:assert/strict";
import { isAbsolute } from "node:path";
import { clusterPaths } from "../../local/paths.ts";

describe("local/paths", () => {
  it("keeps everything of a cluster below one folder, each thing in a place of its own", () => {
    const paths = clusterPaths("/cache");
    const all = Object.values<string>({ ...paths });
    assert.equal(paths.root, "/cache/cluster");
    for (const path of all) {
      assert.ok(isAbsolute(path));
      assert.ok(path === paths.root || path.startsWith(`${paths.root}/`), path);
    }
    assert.equal(new Set(all).size, all.length);
  });
});
