import assert from "node:assert/strict";
import type { InstalledTool } from "../../../packages/tools/src/store.ts";
import { createToolbox } from "../../../packages/tools/src/toolbox.ts";

const containerd: InstalledTool = {
  tool: "containerd",
  version: "1.7.30",
  source: "release",
  files: {
    containerd: "/cache/containerd-1.7.30/bin/containerd",
    "containerd-shim-runc-v2": "/cache/containerd-1.7.30/bin/containerd-shim-runc-v2",
    ctr: "/cache/containerd-1.7.30/bin/ctr",
  },
};
const helm: InstalledTool = { tool: "helm", version: "4.1.4", source: "path", files: { helm: "/opt/old/helm" } };

describe("packages/tools/toolbox", () => {
  const box = createToolbox([helm, containerd], { PATH: "/opt/old:/usr/bin" });

  it("gives absolute paths of a tool, of one of its files, and of its folder", () => {
    assert.equal(box.tool("helm"), "/opt/old/helm");
    assert.equal(box.tool("containerd"), "/cache/containerd-1.7.30/bin/containerd");
    assert.equal(box.file("containerd", "ctr"), "/cache/containerd-1.7.30/bin/ctr");
    assert.equal(box.dir("containerd"), "/cache/containerd-1.7.30/bin");
  });

  it("puts the cached tools before PATH, and moves no folder of PATH to the front", () => {
    assert.equal(box.env.PATH, "/cache/containerd-1.7.30/bin:/opt/old:/usr/bin");
    assert.equal(createToolbox([containerd], {}).env.PATH, "/cache/containerd-1.7.30/bin");
  });

  it("refuses a tool that was not asked for, and a file that a tool doesn't have", () => {
    assert.throws(() => box.tool("etcd"), /etcd of etcd is not in this toolbox/);
    assert.throws(() => box.file("helm", "tiller"), /tiller of helm/);
  });
});
