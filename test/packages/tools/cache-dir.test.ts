import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheDir } from "../../../packages/tools/src/cache-dir.ts";

describe("packages/tools/cache-dir", () => {
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
});
