import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { containerdAnswers, importImages } from "../../../local/cluster/import-images.ts";
import { script, temporaryFolder } from "../../packages/tools/support.ts";

/** A `ctr` that records its arguments, one line for each call, and has the images that `present` lists. */
async function fakeCtr(present: readonly string[], version = 0) {
  const dir = await temporaryFolder();
  const record = join(dir, "calls");
  writeFileSync(record, "");
  writeFileSync(join(dir, "present"), present.map((name) => `${name}\n`).join(""));
  const ctr = await script(
    join(dir, "ctr"),
    `echo "$*" >> '${record}'
case "$*" in
  *"image list --quiet") cat '${join(dir, "present")}' ;;
  *"image import "*broken*) echo "no such archive" >&2; exit 1 ;;
  *version) exit ${version} ;;
esac`,
  );
  const calls = () => readFileSync(record, "utf8").split("\n").slice(0, -1);
  return { containerd: { ctr, data: "/w/data" }, calls };
}

const target = "--address /w/data/containerd/containerd.sock --namespace k8s.io";

describe("local/cluster/import-images", () => {
  it("imports what containerd does not have, from the archive of that reference", async () => {
    const { containerd, calls } = await fakeCtr(["local/api:1", "local/agent:10"]);
    await importImages(containerd, { "local/api:1": "/a/api.tar", "local/agent:1": "/a/agent.tar", "x:2": "/a/x.tar" });
    assert.deepEqual(calls(), [
      `${target} image list --quiet`,
      `${target} image import /a/agent.tar`,
      `${target} image import /a/x.tar`,
    ]);
  });

  it("imports nothing where all is there", async () => {
    const { containerd, calls } = await fakeCtr(["a:1", "b:1"]);
    await importImages(containerd, { "a:1": "/a.tar", "b:1": "/b.tar" });
    assert.deepEqual(calls(), [`${target} image list --quiet`]);
  });

  it("fails with ctr's own words", async () => {
    const { containerd } = await fakeCtr([]);
    await assert.rejects(importImages(containerd, { "a:1": "/broken.tar" }), /no such archive/);
  });

  it("knows whether containerd answers, also where there is no ctr", async () => {
    assert.equal(await containerdAnswers((await fakeCtr([])).containerd), true);
    assert.equal(await containerdAnswers((await fakeCtr([], 1)).containerd), false);
    assert.equal(await containerdAnswers({ ctr: "/missing/ctr", data: "/w/data" }), false);
  });
});
