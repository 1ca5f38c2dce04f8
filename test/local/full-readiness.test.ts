import assert from "node:assert/strict";
import { fullHint, fullReadiness, type FullReadiness } from "../../local/full-readiness.ts";
import { temporaryFolder } from "../packages/tools/support.ts";

function readiness(prerequisites: Partial<FullReadiness["prerequisites"]>): FullReadiness {
  const none = { problems: [], missing: [], estimateSeconds: 0, disk: { neededGB: 2, freeGB: 100 } };
  return { ready: false, prerequisites: { ...none, ...prerequisites } };
}

describe("local/full-readiness", () => {
  it("is not ready where no tool is installed, and names what is missing", async () => {
    const env = { PATH: "/nowhere", PMP_XRAY_CACHE: await temporaryFolder() };
    const machine = { platform: "linux", arch: "x64", uid: 1000, freeGB: 100, memoryGB: 24 };
    const found = await fullReadiness({ env, machine });
    assert.equal(found.ready, false);
    assert.ok(found.prerequisites.missing.includes("kubelet"));
    assert.match(fullHint(found, 2), /needs root/);
  });

  it("is not ready on macOS, and says where it is", async () => {
    const env = { PATH: "/nowhere", PMP_XRAY_CACHE: await temporaryFolder() };
    const found = await fullReadiness({ env, machine: { platform: "darwin", arch: "arm64", uid: 501, freeGB: 100 } });
    assert.equal(found.ready, false);
    assert.match(fullHint(found, 8), /runs on Linux on x64 or arm64; this machine is darwin arm64/);
  });

  it("gives the command, the time and the disk space that it takes", () => {
    const hint = fullHint(
      readiness({ missing: ["kubelet", "helm"], estimateSeconds: 900, disk: { neededGB: 14.2, freeGB: 50 } }),
      2,
    );
    assert.match(hint, /^ {2}npm start -- --full$/m);
    assert.match(hint, /About 15 minutes the first time on 2 cores, for compiling 2 tools \(14 GB of disk\)/);
    assert.match(hint, /: npm start -- --kind$/m);
    assert.doesNotMatch(hint, /Missing/);
  });

  it("gives each problem with its fix", () => {
    const hint = fullHint(readiness({ problems: [{ what: "go is not on PATH", fix: "install Go 1.26" }] }), 2);
    assert.match(hint, /Missing on this machine:\n {4}- go is not on PATH\n {6}fix: install Go 1\.26$/);
  });
});
