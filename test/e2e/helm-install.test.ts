import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { ensureTools } from "@pmp/tools";
import type { Ready } from "../../local/bring-up.ts";
import { bareCluster } from "./support/bare-cluster.ts";
import { repository } from "./support/npm.ts";

const namespace = "readme";

/** The command of the README, in a namespace of its own: `pmp` is the stack's. */
function readmeCommand(): string[] {
  const readme = readFileSync(join(repository, "README.md"), "utf8").replaceAll("\\\n", " ");
  const line = /^helm install .*$/m.exec(readme)?.[0];
  assert.ok(line !== undefined, "the README has a helm install command");
  assert.match(line, / -n pmp /);
  return line.replace(" -n pmp ", ` -n ${namespace} `).split(/ +/).slice(1);
}

describe("helm install, as the README says it", function () {
  this.timeout(300_000);
  let helm: string;
  let cluster: Ready;

  before(async () => {
    helm = (await ensureTools(["helm"])).tool("helm");
    cluster = await bareCluster();
  });

  const run = async (program: string, args: readonly string[]) => {
    const result = await execa(program, args, {
      cwd: repository,
      reject: false,
      env: { KUBECONFIG: cluster.state.access.kubeconfig, HELM_CACHE_HOME: "", HELM_CONFIG_HOME: "" },
    });
    return { exitCode: result.exitCode, all: `${result.stdout}\n${result.stderr}`, stdout: result.stdout };
  };

  it("is accepted by a real API server that enforces Pod Security restricted, object by object", async () => {
    const { kubectl } = cluster.state.access;
    await run(kubectl, ["create", "namespace", namespace]);
    await run(kubectl, ["label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted"]);
    const installed = await run(helm, readmeCommand());
    assert.equal(installed.exitCode, 0, installed.all);
    assert.doesNotMatch(installed.all, /would violate PodSecurity/);
    // The images of production are not to be had here; that the pods may exist is the point.
    const { stdout } = await run(kubectl, ["-n", namespace, "get", "pods", "--output", "name"]);
    const pods = stdout.split("\n");
    assert.ok(
      pods.some((name) => name.includes("xray-daemon")) && pods.some((name) => name.includes("pmp-api")),
      stdout,
    );
    const removed = await run(helm, ["uninstall", "pmp", "-n", namespace]);
    assert.equal(removed.exitCode, 0, removed.all);
    await run(kubectl, ["delete", "namespace", namespace, "--timeout", "60s"]);
  });
});
