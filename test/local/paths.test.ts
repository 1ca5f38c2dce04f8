import assert from "node:assert/strict";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { cacheDir, worldPaths } from "../../local/paths.ts";

describe("local/paths", () => {
  it("takes the cache that PMP_XRAY_CACHE names, before any other", () => {
    assert.equal(cacheDir({ PMP_XRAY_CACHE: "/big/disk", XDG_CACHE_HOME: "/xdg" }), "/big/disk");
  });

  it("puts it below the XDG cache folder otherwise, and below ~/.cache without one", () => {
    assert.equal(cacheDir({ XDG_CACHE_HOME: "/xdg" }), "/xdg/pmp-xray");
    assert.equal(cacheDir({}), join(homedir(), ".cache", "pmp-xray"));
  });

  it("takes an empty variable for none", () => {
    assert.equal(cacheDir({ PMP_XRAY_CACHE: "", XDG_CACHE_HOME: "/xdg" }), "/xdg/pmp-xray");
    assert.equal(cacheDir({ PMP_XRAY_CACHE: "", XDG_CACHE_HOME: "" }), join(homedir(), ".cache", "pmp-xray"));
  });

  it("gives an absolute path whatever it was given", () => {
    assert.equal(cacheDir({ PMP_XRAY_CACHE: "here" }), join(process.cwd(), "here"));
    // The XDG specification has relative paths ignored.
    assert.equal(cacheDir({ XDG_CACHE_HOME: "relative" }), join(homedir(), ".cache", "pmp-xray"));
  });

  it("keeps everything of a world below one folder, each thing in a place of its own", () => {
    const paths = worldPaths("/cache");
    const all = Object.values<string>({ ...paths });
    assert.equal(paths.root, "/cache/world");
    for (const path of all) {
      assert.ok(isAbsolute(path));
      assert.ok(path === paths.root || path.startsWith(`${paths.root}/`), path);
    }
    assert.equal(new Set(all).size, all.length);
  });
});
