import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { nodeProblems, preflight } from "../../local/preflight.ts";
import { checkPrerequisites, PrerequisiteError } from "../../packages/tools/src/index.ts";
import { portProblems } from "../../local/cluster/ports.ts";
import { script, temporaryFolder } from "../packages/tools/support.ts";

const commands = ["unshare", "mount", "ip", "bash", "ldd", "sh", "getent", "awk"];

/** An environment whose PATH holds just these commands. */
async function machineWith(names: readonly string[]): Promise<NodeJS.ProcessEnv> {
  const bin = await temporaryFolder();
  for (const name of names) await script(join(bin, name), "");
  return { PATH: `/missing:${bin}` };
}

describe("local/preflight", () => {
  let env: NodeJS.ProcessEnv;

  before(async () => {
    env = await machineWith(commands);
  });

  it("has nothing to say where all is there", () => {
    assert.deepEqual(nodeProblems("/home/me/.cache/pmp-xray", env), []);
  });

  it("names every command that is missing, with its package", async () => {
    const problems = nodeProblems("/cache", await machineWith(["bash", "ldd", "sh", "getent", "awk"]));
    assert.deepEqual(
      problems.map(({ what, fix }) => `${what}; ${fix}`),
      [
        "unshare is not on PATH; install it: apt-get install util-linux",
        "mount is not on PATH; install it: apt-get install util-linux",
        "ip is not on PATH; install it: apt-get install iproute2",
      ],
    );
    assert.equal(nodeProblems("/cache", {}).length, commands.length);
  });

  it("refuses a cache in a folder that the node covers with its own, and takes one beside it", () => {
    for (const cache of ["/run/cache", "/var/lib/pmp", "/var/log", "/var/run/user/1000"]) {
      const problems = nodeProblems(cache, env);
      assert.equal(problems.length, 1, cache);
      assert.ok(problems[0]!.what.includes(cache));
    }
    for (const cache of ["/runs/cache", "/var/library", "/srv/var/lib"]) assert.deepEqual(nodeProblems(cache, env), []);
  });

  it("refuses a cache whose path can't be told apart in PATH or in mount options", () => {
    for (const [cache, character] of [
      ["/big:disk", '":"'],
      ["/a,b", '","'],
      ["/a\\b", '"\\\\"'],
    ] as const) {
      const problems = nodeProblems(cache, env);
      assert.equal(problems.length, 1, cache);
      assert.ok(problems[0]!.what.startsWith(`the cache folder ${cache} has ${character} in its path`));
    }
    assert.deepEqual(nodeProblems("/with space/and'quote", env), []);
  });

  it("refuses a cache whose path leaves no room for the path of a Unix socket, counted in bytes", () => {
    const fits = (cache: string) => nodeProblems(cache, env).length === 0;
    // The longest that is made: the kubelet's or containerd's. The kernel takes 107 bytes.
    const room =
      107 -
      Math.max(
        "/cluster/data/containerd/containerd.sock.ttrpc".length,
        "/cluster/data/kubelet/pod-resources/kubelet.sock".length,
      );
    const longest = `/${"x".repeat(room - 1)}`;
    assert.ok(fits(longest));
    assert.ok(!fits(`${longest}x`));
    assert.ok(fits(`/${"ä".repeat((room - 1) / 2)}`));
    assert.ok(!fits(`/${"ä".repeat(room / 2 + 1)}`));
  });

  it("throws everything at once: tools, ports and what else was found", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const options = {
      env: { PATH: "", PMP_XRAY_CACHE: await temporaryFolder(), PMP_XRAY_DOWNLOADS: "off" },
      machine: { platform: "linux", arch: "x64", uid: 1000, freeGB: 100 },
    };
    const others = nodeProblems("/run/cache", {});
    try {
      const error: unknown = await preflight(["kubelet"], { api: port }, others, options).catch(
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof PrerequisiteError);
      const { problems: ofTools } = await checkPrerequisites(["kubelet"], options);
      assert.ok(ofTools.length > 0);
      assert.deepEqual(error.problems, [...ofTools, ...others, ...(await portProblems({ api: port }))]);
      for (const { what, fix } of error.problems)
        assert.ok(error.message.includes(what) && error.message.includes(fix));
    } finally {
      server.close();
    }
  });

  it("lets a machine pass that has everything", async () => {
    const machine = { platform: "linux", arch: "x64", uid: 0, freeGB: 100 };
    await preflight([], {}, [], { env: { ...env, PMP_XRAY_CACHE: await temporaryFolder() }, machine });
  });
});
