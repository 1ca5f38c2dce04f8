import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { debianStep, debianVersion } from "../../../../packages/tools/src/registries/debian.ts";
import { Store } from "../../../../packages/tools/src/store.ts";
import { contextFor, script, temporaryFolder } from "../support.ts";

/**
 * Stand-ins for apt-get, dpkg-deb and ldd. A "package" is a folder that dpkg-deb copies; apt-get brings those of `packages`
 * into the archive folder that it is told; ldd finds every library but those of iptables and conntrack.
 */
async function debian(): Promise<{ readonly root: string; readonly bin: string; readonly calls: string }> {
  const root = await temporaryFolder();
  const bin = join(root, "bin");
  const calls = join(root, "calls");
  const file = (name: string, path: string, body: string): Promise<string> =>
    script(join(root, "packages", name, path), body);
  await file("etcd-server_3.4.23-4+b4_amd64.deb", "usr/bin/etcd", "echo etcd");
  await file(
    "iptables_1.8.9-2_amd64.deb",
    "usr/sbin/xtables-nft-multi",
    'echo "$@"; echo "$LD_LIBRARY_PATH"; echo "$XTABLES_LIBDIR"',
  );
  await file(
    "conntrack_1%3a1.4.7-1+b2_amd64.deb",
    "usr/sbin/conntrack",
    'echo conntrack "$@"; cat "$LD_LIBRARY_PATH_FIRST" 2>/dev/null',
  );
  await file("libmnl0_1.0.4-3_amd64.deb", "usr/lib/x86_64-linux-gnu/libmnl.so.0", "a library");
  await script(
    join(bin, "apt-get"),
    `echo "$@" >> ${calls}
for option; do case "$option" in Dir::Cache=*) cache=\${option#*=};; esac; done
case "$*" in *download-only*) cp -r ${root}/packages/. "$cache/archives/";; esac`,
  );
  await script(join(bin, "dpkg-deb"), 'mkdir -p "$3" && cp -r "$2/." "$3/"');
  await script(join(bin, "ldd"), 'case "$1" in *xtables*|*conntrack) echo "libmnl.so.0 => not found";; esac');
  return { root, bin, calls };
}

describe("packages/tools/registries/debian", () => {
  it("unpacks packages into the cache, and wraps the programs that lack a library", async () => {
    const { bin, calls } = await debian();
    const context = await contextFor({ PATH: `${bin}:/usr/bin:/bin` });
    await mkdir(context.buildDir, { recursive: true });
    await debianStep(["etcd", "iptables", "conntrack"]).run(context);
    const version = await debianVersion();
    const dir = (tool: string): string => join(context.store.root, `${tool}-${version}`);

    const etcd = await context.store.find("etcd", version);
    assert.equal(await readFile(etcd!.files.etcd!, "utf8"), "#!/bin/sh\necho etcd\n", "the program itself, no wrapper");

    const iptables = await context.store.find("iptables", version);
    assert.equal(iptables?.source, "debian");
    const lines = execFileSync(iptables.files["ip6tables-save"]!, ["-t", "nat table"], { encoding: "utf8" }).split(
      "\n",
    );
    const root = `${dir("iptables")}/bin/../root`;
    assert.equal(lines[0], "ip6tables-save -t nat table", "the one binary is told which program it plays");
    assert.ok(lines[1]!.split(":").includes(`${root}/usr/lib/x86_64-linux-gnu`));
    assert.equal(lines[2], `${root}/usr/lib/x86_64-linux-gnu/xtables`);
    await readFile(join(dir("iptables"), "root/usr/lib/x86_64-linux-gnu/libmnl.so.0"));
    await readFile(join(dir("conntrack"), "root/usr/lib/x86_64-linux-gnu/libmnl.so.0"));

    const [update, install] = (await readFile(calls, "utf8")).trim().split("\n");
    assert.match(update!, / update$/);
    assert.match(
      install!,
      /install --download-only --reinstall --no-install-recommends --yes etcd-server iptables conntrack$/,
    );
    for (const call of [update!, install!]) {
      for (const kind of ["Dir::State", "Dir::Cache"]) {
        const value = new RegExp(`-o ${kind}=(\\S+)`).exec(call)?.[1];
        assert.ok(value?.startsWith(context.buildDir), `${kind} of apt is below the cache, not ${String(value)}`);
      }
    }
  });

  it("unpacks what a program depends on beside it, where the program is not whole without", async () => {
    const { bin, calls, root } = await debian();
    await script(
      join(root, "packages/chromium_156.0-1_amd64.deb/usr/lib/chromium/chromium"),
      'ls "${0%/*}"; echo "$@"',
    );
    await script(join(root, "packages/chromium-common_156.0-1_amd64.deb/usr/lib/chromium/icudtl.dat"), "data");
    const context = await contextFor({ PATH: `${bin}:/usr/bin:/bin` });
    await mkdir(context.buildDir, { recursive: true });
    await debianStep(["chromium"]).run(context);
    const chromium = await context.store.find("chromium", await debianVersion());
    const said = execFileSync(chromium!.files.chromium!, ["--headless"], { encoding: "utf8" });
    assert.equal(said, "chromium\nicudtl.dat\n--headless\n");
    // By name: a system that has this package already would otherwise not get it beside the program.
    assert.match(await readFile(calls, "utf8"), / --yes chromium chromium-common\n$/);
  });

  it("fails when a package did not come", async () => {
    const { bin } = await debian();
    const context = await contextFor({ PATH: `${bin}:/usr/bin:/bin` });
    await assert.rejects(debianStep(["runc"]).run(context), /apt-get brought no package runc/);
    assert.equal(await new Store(context.store.root).find("runc", await debianVersion()), undefined);
  });
});
