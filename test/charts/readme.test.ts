import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findHelm } from "../support/helm.ts";
import { chart } from "./support/chart.ts";

/** The shell commands of a Markdown file that begin with these words, continued lines joined. */
function commands(file: string, words: string): readonly string[] {
  const blocks = [...readFileSync(join(chart, file), "utf8").matchAll(/```sh\n([\s\S]*?)```/g)].map(
    ([, block = ""]) => block,
  );
  const lines = blocks.join("\n").replaceAll("\\\n", " ").split("\n");
  return lines.filter((line) => line.startsWith(words));
}

/** Runs a command as a reader would type it, but without a cluster. */
async function dryRun(command: string): Promise<string> {
  const helm = await findHelm();
  const none = join(tmpdir(), "pmp-xray-helm", "no-kubeconfig");
  const env = { PATH: `${dirname(helm)}:${process.env.PATH ?? ""}`, HOME: tmpdir(), KUBECONFIG: none };
  return new Promise((resolve, reject) => {
    execFile(
      "bash",
      ["-c", `${command} --dry-run=client`],
      { cwd: join(chart, "..", ".."), env },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(stderr));
      },
    );
  });
}

describe("chart: commands of the README", () => {
  const install = commands("README.md", "helm install ");

  it("are two: with the API, and without it", () => assert.equal(install.length, 2));

  it("install the API with the agent's role", async () => {
    const output = await dryRun(install[0]!);
    assert.match(output, /image: "registry\.example\.com\/pmp-api:/);
    assert.match(output, /eks\.amazonaws\.com\/role-arn: "arn:aws:iam::123456789012:role\/pmp-xray-daemon/);
  });

  it("install the agent alone, for the pods of one namespace", async () => {
    const output = await dryRun(install[1]!);
    assert.match(output, /kubernetes\.io\/metadata\.name: shop/);
    assert.doesNotMatch(output, /kind: Deployment/);
  });
});
