import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ecsHelperImage } from "../../../local/cluster/ecs-helper-image.ts";
import type { ImageFile } from "../../../local/cluster/images.ts";
import { temporaryFolder } from "../../packages/tools/support.ts";

/** A dynamically linked program that every Linux has; stands for iptables and its extensions. */
const small = "/bin/cat";

async function filesFor(iptables: string): Promise<Map<string, string>> {
  const { layers } = await ecsHelperImage(iptables);
  return new Map(layers.flat().map((file: ImageFile) => [file.target, "source" in file ? file.source : ""]));
}

describe("local/cluster/ecs-helper-image", () => {
  it("holds what the emulator's script calls, where PATH of an image finds it, and their libraries", async () => {
    const files = await filesFor(small);
    for (const name of ["sh", "getent", "awk", "iptables"]) assert.ok(files.has(`/usr/bin/${name}`), name);
    assert.equal(files.get("/usr/bin/iptables"), realpathSync(small));
    assert.ok(files.has("/usr/lib/libc.so.6"));
    const loader = [...files.keys()].find((target) => target.includes("/ld-linux"));
    assert.ok(loader !== undefined && existsSync(loader), "the loader stands where programs name it");
  });

  it("takes the program out of the script that starts an unpacked iptables, and the extensions of the two options", async () => {
    const dir = await temporaryFolder();
    const root = join(dir, "root");
    const extensions = join(root, "usr/lib/x86_64-linux-gnu/xtables");
    for (const folder of [join(dir, "bin"), join(root, "usr/sbin"), extensions]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(dir, "bin/iptables"), "#!/bin/sh\nexec something\n");
    copyFileSync(small, join(root, "usr/sbin/xtables-nft-multi"));
    for (const name of ["libxt_DNAT.so", "libxt_tcp.so", "libxt_LOG.so"]) copyFileSync(small, join(extensions, name));
    const files = await filesFor(join(dir, "bin/iptables"));
    assert.equal(files.get("/usr/bin/iptables"), join(dir, "bin", "..", "root", "usr/sbin/xtables-nft-multi"));
    const taken = [...files.keys()].filter((target) => target.startsWith("/usr/lib/xtables/"));
    assert.deepEqual(taken, ["/usr/lib/xtables/libxt_DNAT.so", "/usr/lib/xtables/libxt_tcp.so"]);
  });

  it("has a numeric user that is not root: only the emulator runs it as root", async () => {
    assert.match((await ecsHelperImage(small)).user, /^[1-9]\d*:[1-9]\d*$/);
  });
});
