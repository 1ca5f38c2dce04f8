import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubernetesError } from "../../../../packages/checks/src/kubernetes/source.ts";
import { Kubectl } from "../../../../packages/checks/src/kubernetes/kubectl.ts";

/** A kubectl that says how a pod is: the first phase, then the second, and so on; the last one stays. */
const STUB = `#!/bin/sh
cd "$(dirname "$0")"
echo "$*" >>calls
case "$*" in
*"get --raw"*)
  phase=$(head -n 1 phases)
  if [ "$(wc -l <phases)" -gt 1 ]; then tail -n +2 phases >rest; mv rest phases; fi
  echo "{\\"status\\":{\\"phase\\":\\"$phase\\"}}" ;;
logs*) echo seen ;;
*) cat >/dev/null ;;
esac
`;

describe("a pod that is run once", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pmp-xray-run-pod-"));
    writeFileSync(join(folder, "kubectl"), STUB);
    chmodSync(join(folder, "kubectl"), 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (...phases: string[]) => {
    writeFileSync(join(folder, "phases"), `${phases.join("\n")}\n`);
    const kubectl = new Kubectl({ kubectl: join(folder, "kubectl") });
    return kubectl.runPod({ metadata: { name: "probe", namespace: "pmp" } });
  };
  const verbs = () =>
    readFileSync(join(folder, "calls"), "utf8")
      .split("\n")
      .map((line) => line.split(" ")[0]);

  it("is made, waited for by get, which needs no right to watch, read and deleted", async () => {
    assert.equal(await run("Pending", "Running", "Succeeded"), "seen\n");
    assert.deepEqual(verbs(), ["create", "get", "get", "get", "logs", "delete", ""]);
  });

  it("is deleted too when it fails, at once", async () => {
    await assert.rejects(
      run("Pending", "Failed"),
      (error) => error instanceof KubernetesError && error.message === "pod probe ended with an error",
    );
    assert.deepEqual(verbs(), ["create", "get", "get", "delete", ""]);
  });
});
