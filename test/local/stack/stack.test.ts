import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { emulatorEnv } from "../../../local/aws.ts";
import { clusterPaths } from "../../../local/paths.ts";
import { engineEnv, recordedStack, type StackTarget } from "../../../local/stack/stack.ts";
import { temporaryFolder } from "../../packages/tools/support.ts";

function target(cache: string): StackTarget {
  return {
    repository: "/repository",
    paths: clusterPaths(cache),
    kubeconfig: "/w/kubeconfig",
    tools: { pulumi: "/t/pulumi/bin/pulumi", helm: "/t/helm/bin/helm", kubectl: "/t/kubectl/bin/kubectl" },
    awsEnv: emulatorEnv("http://127.0.0.1:4566"),
  };
}

describe("local/stack/stack", () => {
  it("has the engine find the stand-ins before anything of the same name on PATH", () => {
    const [first, second, ...rest] = String(engineEnv(target("/cache")).PATH).split(":");
    assert.equal(first, "/cache/cluster/pulumi/plugins");
    assert.equal(second, "/t/pulumi/bin");
    assert.equal(rest.join(":"), process.env.PATH);
  });

  it("points the engine's plugins at the emulator and at the cluster, and at nothing of the user's own", () => {
    const env = engineEnv(target("/cache"));
    for (const [name, value] of Object.entries(emulatorEnv("http://127.0.0.1:4566"))) assert.equal(env[name], value);
    assert.equal(env.PMP_XRAY_KUBECONFIG, "/w/kubeconfig");
    assert.equal(env.PMP_XRAY_KUBECTL, "/t/kubectl/bin/kubectl");
    assert.equal(env.PMP_XRAY_HELM, "/t/helm/bin/helm");
  });

  it("keeps the engine's state in the cluster's folder, and looks nothing up on the network", () => {
    for (const cache of ["/cache", "/o'dd #1 100%?", "/mit ä"]) {
      const env = engineEnv(target(cache));
      assert.equal(fileURLToPath(String(env.PULUMI_BACKEND_URL)), join(cache, "cluster/pulumi/state"));
      assert.equal(env.PULUMI_SKIP_UPDATE_CHECK, "true");
      assert.equal(env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION, "true");
    }
  });

  it("knows whether a run got as far as writing its project", async () => {
    const paths = clusterPaths(await temporaryFolder());
    assert.equal(recordedStack(paths), undefined);
    mkdirSync(join(paths.pulumi, "project"), { recursive: true });
    assert.equal(recordedStack(paths), undefined);
    writeFileSync(join(paths.pulumi, "project", "Pulumi.local.yaml"), "config: {}\n");
    assert.equal(recordedStack(paths), "local");
  });
});
