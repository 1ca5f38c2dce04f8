import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeContainerCgroups } from "../../../local/cluster/cgroups.ts";
import { temporaryFolder } from "../../packages/tools/support.ts";

/** Folders below a temporary root; a folder that ends in `!` holds a file, as a cgroup in use can't be removed either. */
async function tree(...folders: string[]): Promise<string> {
  const root = await temporaryFolder();
  for (const folder of folders) {
    const dir = join(root, folder.replace("!", ""));
    mkdirSync(dir, { recursive: true });
    if (folder.endsWith("!")) writeFileSync(join(dir, "in-use"), "");
  }
  return root;
}

describe("local/cluster/cgroups", () => {
  it("removes what containers left on cgroup v2, one tree", async () => {
    const root = await tree("k8s.io/pod/container", "k8s.io/other", "system.slice");
    removeContainerCgroups(root);
    assert.deepEqual(readdirSync(root), ["system.slice"]);
  });

  it("removes it on cgroup v1, one tree per controller", async () => {
    const root = await tree("cpu/k8s.io/a/b", "memory/k8s.io/a", "memory/user.slice", "pids");
    removeContainerCgroups(root);
    assert.deepEqual(readdirSync(join(root, "cpu")), []);
    assert.deepEqual(readdirSync(join(root, "memory")), ["user.slice"]);
    assert.deepEqual(readdirSync(root).sort(), ["cpu", "memory", "pids"]);
  });

  it("keeps a cgroup that is in use, and what is above it, and removes those beside it", async () => {
    const root = await tree("k8s.io/left/deep", "k8s.io/used/running!", "k8s.io/used/left");
    removeContainerCgroups(root);
    assert.deepEqual(readdirSync(join(root, "k8s.io")), ["used"]);
    assert.deepEqual(readdirSync(join(root, "k8s.io", "used")), ["running"]);
  });

  it("touches nothing of another name", async () => {
    const root = await tree("kubepods/pod", "system.slice/k8s.io.service", "cpu/deeper/k8s.io");
    removeContainerCgroups(root);
    for (const kept of ["kubepods/pod", "system.slice/k8s.io.service", "cpu/deeper/k8s.io"]) {
      assert.ok(existsSync(join(root, kept)), kept);
    }
  });

  it("does not follow links", async () => {
    const elsewhere = await tree("k8s.io/precious", "precious");
    const root = await tree("k8s.io/empty");
    symlinkSync(elsewhere, join(root, "cpu"));
    symlinkSync(elsewhere, join(root, "k8s.io", "link"));
    removeContainerCgroups(root);
    assert.ok(existsSync(join(elsewhere, "precious")));
    assert.ok(existsSync(join(elsewhere, "k8s.io", "precious")));
    assert.ok(!existsSync(join(root, "k8s.io", "empty")));
  });

  it("is content with a machine without cgroups", async () => {
    const root = await tree();
    assert.doesNotThrow(() => removeContainerCgroups(root));
    assert.doesNotThrow(() => removeContainerCgroups(join(root, "missing")));
  });
});
