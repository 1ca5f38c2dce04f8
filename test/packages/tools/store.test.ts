import assert from "node:assert/strict";
import { access, chmod, mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ToolName } from "../../../packages/tools/src/catalog.ts";
import { Store } from "../../../packages/tools/src/store.ts";
import { temporaryFolder } from "./support.ts";

async function storeWith(
  tool: ToolName = "helm",
  content = "helm",
): Promise<{ store: Store; file: string; marker: string }> {
  const store = new Store(await temporaryFolder());
  await store.add(tool, "4.1.4", "release", (dir) => writeFile(join(dir, "bin", tool), content));
  const dir = join(store.root, `${tool}-4.1.4`);
  return { store, file: join(dir, "bin", tool), marker: join(dir, "installed.json") };
}

describe("packages/tools/store", () => {
  it("finds what was added, executable, and nothing else", async () => {
    const { store, file } = await storeWith();
    assert.deepEqual(await store.find("helm", "4.1.4"), {
      tool: "helm",
      version: "4.1.4",
      source: "release",
      files: { helm: file },
    });
    await access(file, 1);
    assert.equal(await store.find("helm", "4.1.5"), undefined);
    assert.equal(await store.find("kubectl", "4.1.4"), undefined);
  });

  it("doesn't take a damaged tool for a whole one", async () => {
    const damages: [string, (paths: { file: string; marker: string }) => Promise<unknown>][] = [
      ["shortened file", ({ file }) => truncate(file, 1)],
      ["file that can't be executed", ({ file }) => chmod(file, 0o644)],
      ["marker cut short", ({ marker }) => truncate(marker, 10)],
      ["marker of another version", ({ marker }) => replaceIn(marker, "4.1.4", "4.1.3")],
      ["marker of another tool", ({ marker }) => replaceIn(marker, '"tool": "helm"', '"tool": "etcd"')],
      ["marker that is no object", ({ marker }) => writeFile(marker, "null")],
    ];
    for (const [name, damage] of damages) {
      const { store, ...paths } = await storeWith();
      await damage(paths);
      assert.equal(await store.find("helm", "4.1.4"), undefined, name);
    }
  });

  it("has nothing of a tool whose installation fails halfway", async () => {
    const store = new Store(await temporaryFolder());
    const interrupted = store.add("helm", "4.1.4", "release", async (dir) => {
      await writeFile(join(dir, "bin", "helm"), "half");
      assert.equal(await store.find("helm", "4.1.4"), undefined, "not there while it is being written");
      throw new Error("interrupted");
    });
    await assert.rejects(interrupted, /interrupted/);
    assert.equal(await store.find("helm", "4.1.4"), undefined);
    assert.deepEqual(
      (await readdir(store.root)).filter((name) => name.startsWith("helm")),
      [],
    );
  });

  it("refuses a tool of which a file is missing", async () => {
    const store = new Store(await temporaryFolder());
    const add = store.add("containerd", "1.7.30", "release", (dir) => writeFile(join(dir, "bin", "containerd"), "x"));
    await assert.rejects(add, /containerd-shim-runc-v2/);
    assert.equal(await store.find("containerd", "1.7.30"), undefined);
  });

  it("replaces a damaged tool", async () => {
    const { store, file } = await storeWith("helm", "old");
    await truncate(file, 0);
    await store.add("helm", "4.1.4", "npm", (dir) => writeFile(join(dir, "bin", "helm"), "new"));
    assert.equal((await store.find("helm", "4.1.4"))?.source, "npm");
    assert.equal(await readFile(file, "utf8"), "new");
  });

  it("sweeps up interrupted installations and leaves whole tools alone", async () => {
    const { store } = await storeWith();
    const interrupted = store.add("etcd", "3.5.27", "release", () => Promise.reject(new Error("interrupted")));
    await assert.rejects(interrupted);
    assert.equal((await readdir(store.root)).length, 2);
    await store.sweep();
    assert.deepEqual(await readdir(store.root), ["helm-4.1.4"]);
  });

  it("sweeps a store that isn't there yet", async () => {
    const cache = await temporaryFolder();
    await mkdir(cache, { recursive: true });
    await new Store(cache).sweep();
    assert.deepEqual(await readdir(cache), ["tools"]);
  });
});

async function replaceIn(path: string, from: string, to: string): Promise<void> {
  await writeFile(path, (await readFile(path, "utf8")).replaceAll(from, to));
}
