import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import { CLUSTER_TOOLS, CLIENT_TOOLS } from "../../../packages/tools/src/catalog.ts";
import { checkPrerequisites, ensureTools, PrerequisiteError } from "../../../packages/tools/src/index.ts";
import { freeGB, usableMemoryGB } from "../../../packages/tools/src/prerequisites.ts";
import { script, temporaryFolder } from "./support.ts";

const fit = { platform: "linux", arch: "x64", uid: 0, freeGB: 100, memoryGB: 16 };

/** A machine whose PATH holds scripts of the given names and bodies, and nothing else. */
async function machineWith(programs: Record<string, string>): Promise<NodeJS.ProcessEnv> {
  const bin = await temporaryFolder();
  for (const [name, body] of Object.entries(programs)) await script(join(bin, name), body);
  return { PATH: bin, PMP_XRAY_CACHE: join(await temporaryFolder(), "cache"), PMP_XRAY_DOWNLOADS: "off" };
}

const complete = {
  ...{ npm: "", tar: "", "apt-get": "", "dpkg-deb": "", cc: "", "pkg-config": "exit 0" },
  go: "echo go version go1.26.8 linux/amd64",
  cargo: "echo cargo 1.95.0",
};

describe("packages/tools/prerequisites", () => {
  it("finds nothing wrong with a machine that has everything, and says what is missing and what it costs", async () => {
    const found = await checkPrerequisites(CLUSTER_TOOLS, { env: await machineWith(complete), machine: fit });
    assert.deepEqual(found.problems, []);
    assert.deepEqual(new Set(found.missing), new Set(CLUSTER_TOOLS));
    assert.ok(found.estimateSeconds > 60);
    assert.ok(found.disk.neededGB > 5 && found.disk.neededGB < 30);
    assert.equal(found.disk.freeGB, 100);
  });

  it("reports everything at once, each with a fix, and starts nothing", async () => {
    const env = await machineWith({ go: "echo go version go1.19.8 linux/amd64", cargo: "echo cargo 1.70.0" });
    const machine = { ...fit, uid: 1000, freeGB: 3, memoryGB: 4 };
    const error: unknown = await ensureTools(CLUSTER_TOOLS, { env, machine }).catch((reason: unknown) => reason);
    assert.ok(error instanceof PrerequisiteError);
    const expected = [
      /needs root/,
      /3\.0 GB free; needed are \d+\.\d GB, of which \d+\.\d GB stay in use/,
      /4\.0 GB of memory; compiling the tools takes 5\.1 GB$/,
      /^npm is not on PATH$/,
      /^tar is not on PATH$/,
      /^apt-get is not on PATH$/,
      /^dpkg-deb is not on PATH$/,
      /^cargo is 1\.70\.0, needed is 1\.\d+\.0 or newer$/,
      /^cc is not on PATH$/,
      /neither OpenSSL's headers nor Perl and make/,
      /^go is 1\.19\.8, needed is 1\.26\.0 or newer$/,
    ];
    assert.equal(error.problems.length, expected.length, error.message);
    for (const [index, pattern] of expected.entries()) assert.match(error.problems[index]!.what, pattern);
    for (const { what, fix } of error.problems) {
      assert.ok(fix.length > 10, what);
      assert.ok(error.message.includes(what) && error.message.includes(fix));
    }
    const cache = env.PMP_XRAY_CACHE!;
    assert.deepEqual(await readdir(cache), ["tools"]);
    assert.deepEqual(await readdir(join(cache, "tools")), []);
  });

  it("asks for Go, Rust and memory only where something is to be compiled", async () => {
    const env = await machineWith({ npm: "", tar: "" });
    const machine = { ...fit, memoryGB: 1 };
    assert.deepEqual((await checkPrerequisites(["helm"], { env, machine })).problems, []);
  });

  it("takes an older Go that may fetch a newer one, and OpenSSL by Perl and make", async () => {
    const env = await machineWith({
      ...{ ...complete, "pkg-config": "exit 1", perl: "exit 0", make: "" },
      go: 'if [ "$1" = env ]; then echo auto; else echo go version go1.22.1 linux/amd64; fi',
    });
    assert.deepEqual((await checkPrerequisites(CLUSTER_TOOLS, { env, machine: fit })).problems, []);
    const local = await machineWith({
      ...complete,
      go: 'if [ "$1" = env ]; then echo local; else echo go version go1.22.1 linux/amd64; fi',
    });
    const { problems } = await checkPrerequisites(CLUSTER_TOOLS, { env: local, machine: fit });
    assert.equal(problems.length, 1);
    assert.match(problems[0]!.fix, /GOTOOLCHAIN=auto/);
  });

  it("needs no root for the tools of a cluster of one's own", async () => {
    const env = await machineWith(complete);
    const { problems } = await checkPrerequisites(CLIENT_TOOLS, { env, machine: { ...fit, uid: 1000 } });
    assert.deepEqual(problems, []);
  });

  it("sends other platforms to Linux, and names a tool that has no source", async () => {
    const env = await machineWith(complete);
    for (const machine of [
      { ...fit, platform: "darwin", arch: "arm64" },
      { ...fit, platform: "win32" },
      { ...fit, arch: "riscv64" },
    ]) {
      const { problems } = await checkPrerequisites(CLUSTER_TOOLS, { env, machine });
      assert.equal(problems.length, 1);
      assert.match(problems[0]!.what, new RegExp(`${machine.platform} ${machine.arch}`));
      assert.match(problems[0]!.fix, /run it on Linux/);
    }
    const { problems } = await checkPrerequisites(["helm"], { env, machine: { ...fit, arch: "arm64" } });
    assert.match(problems[0]!.what, /^helm is not on PATH, and there is no source for it on linux arm64/);
  });

  it("measures the free space of a folder that isn't there yet", async () => {
    const folder = await temporaryFolder();
    const there = await freeGB(folder);
    assert.ok(there > 0);
    assert.ok(Math.abs((await freeGB(join(folder, "not", "yet"))) - there) < 5);
    assert.ok(usableMemoryGB() > 0.1 && usableMemoryGB() <= totalmem() / 1e9);
  });
});
