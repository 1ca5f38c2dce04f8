import assert from "node:assert/strict";
import { chmod } from "node:fs/promises";
import { join, relative } from "node:path";
import { CLUSTER_TOOLS, TOOLS, type ToolName } from "../../../packages/tools/src/catalog.ts";
import { findOnPath } from "../../../packages/tools/src/lookup.ts";
import { script, temporaryFolder } from "./support.ts";

/** What each program really prints, in a version that does, one that is too old, and one that is too new. */
const ANSWERS: Partial<Record<ToolName, { good: [string, string]; old: string; tooNew: string }>> = {
  helm: { good: ["v4.1.4", "4.1.4"], old: "v3.18.4", tooNew: "v5.0.0" },
  kubectl: {
    good: ["Client Version: v1.35.2\nKustomize Version: v5.7.1", "1.35.2"],
    old: "Client Version: v1.32.4",
    tooNew: "Client Version: v1.38.0",
  },
  pulumi: { good: ["v3.255.0", "3.255.0"], old: "v3.140.0", tooNew: "v4.0.0" },
  kubelet: { good: ["Kubernetes v1.36.3", "1.36.3"], old: "Kubernetes v1.35.9", tooNew: "Kubernetes v1.37.0" },
  etcd: {
    good: ["etcd Version: 3.4.23\nGit SHA: 1", "3.4.23"],
    old: "etcd Version: 3.3.25",
    tooNew: "etcd Version: 4.0.0",
  },
  containerd: {
    good: ["containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u3", "1.6.20"],
    old: "containerd github.com/containerd/containerd 1.5.9",
    tooNew: "containerd github.com/containerd/containerd/v3 v3.0.0",
  },
  runc: {
    good: ["runc version 1.1.5+ds1\nspec: 1.0.2-dev", "1.1.5"],
    old: "runc version 1.0.3",
    tooNew: "runc version 2.0.0",
  },
  "cni-plugins": {
    good: ['{"cniVersion":"1.0.0","supportedVersions":["0.1.0","0.2.0","1.0.0"]}', "1.0.0"],
    old: '{"cniVersion":"0.3.1","supportedVersions":["0.1.0","0.3.1"]}',
    tooNew: '{"cniVersion":"2.0.0","supportedVersions":["2.0.0"]}',
  },
  iptables: { good: ["iptables v1.8.9 (nf_tables)", "1.8.9"], old: "iptables v1.6.1", tooNew: "iptables v2.0.0" },
  conntrack: {
    good: ["conntrack v1.4.7 (conntrack-tools)", "1.4.7"],
    old: "conntrack v1.3.0 (conntrack-tools)",
    tooNew: "conntrack v2.0.0 (conntrack-tools)",
  },
  coredns: {
    good: ["CoreDNS-1.14.0\nlinux/amd64, go1.26.8,", "1.14.0"],
    old: "CoreDNS-1.9.3",
    tooNew: "CoreDNS-2.0.0",
  },
  fakecloud: { good: ["fakecloud 0.51.0", "0.51.0"], old: "fakecloud 0.50.0", tooNew: "fakecloud 0.52.0" },
};

/** A folder with all of the tool's files, each of which prints the text. */
async function folderOf(tool: ToolName, text: string): Promise<string> {
  const dir = await temporaryFolder();
  for (const file of TOOLS[tool].files) await script(join(dir, file), `cat <<'END'\n${text}\nEND`);
  return dir;
}

const withPath = (...dirs: string[]): NodeJS.ProcessEnv => ({ PATH: [...dirs, "/usr/bin", "/bin"].join(":") });

describe("packages/tools/lookup", () => {
  for (const [name, { good, old, tooNew }] of Object.entries(ANSWERS)) {
    const tool = CLUSTER_TOOLS.find((entry) => entry === name)!;

    it(`takes ${name} from PATH by the version it tells, and refuses an older and a newer one`, async () => {
      const dir = await folderOf(tool, good[0]);
      const found = await findOnPath(tool, withPath(dir));
      assert.equal(found?.version, good[1]);
      assert.equal(found.source, "path");
      assert.equal(found.files[TOOLS[tool].files[0]], join(dir, TOOLS[tool].files[0]));
      assert.equal(await findOnPath(tool, withPath(await folderOf(tool, old))), undefined, "too old");
      assert.equal(await findOnPath(tool, withPath(await folderOf(tool, tooNew))), undefined, "too new");
    });
  }

  it("never takes this project's own builds from PATH, whatever goes by their names there", async () => {
    assert.equal(await findOnPath("pause", withPath(await folderOf("pause", "1.0.0"))), undefined);
    assert.equal(await findOnPath("collector", withPath(await folderOf("collector", "0.130.0"))), undefined);
  });

  it("refuses a tool of which one file is missing or not executable", async () => {
    const dir = await folderOf("containerd", "containerd 1.7.30");
    assert.ok(await findOnPath("containerd", withPath(dir)));
    await chmod(join(dir, "ctr"), 0o644);
    assert.equal(await findOnPath("containerd", withPath(dir)), undefined);
  });

  it("refuses a program that fails or hangs when it is asked", async () => {
    const failing = await temporaryFolder();
    await script(join(failing, "helm"), "echo v4.1.4; exit 1");
    assert.equal(await findOnPath("helm", withPath(failing)), undefined);
    const hanging = await temporaryFolder();
    await script(join(hanging, "helm"), "echo v4.1.4; exec sleep 600");
    assert.equal(await findOnPath("helm", withPath(hanging), 300), undefined);
  });

  it("ignores relative folders in PATH", async () => {
    const dir = await folderOf("helm", "v4.1.4");
    assert.equal(await findOnPath("helm", withPath(relative(process.cwd(), dir))), undefined);
  });
});
