import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { findHelm } from "../support/helm.ts";
import { chart, render } from "./support/chart.ts";
import type { Manifest } from "./support/manifests.ts";

interface Example {
  readonly helmCharts?: readonly { readonly valuesInline: object }[];
  readonly spec?: { readonly source: { readonly helm: { readonly valuesObject: object } } };
}

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

  it("are three: with the API, without it, and without an agent", () => assert.equal(install.length, 3));

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

  it("install the API of a second team without an agent", async () => {
    const output = await dryRun(install[2]!);
    assert.match(output, /AWS_XRAY_DAEMON_ADDRESS: xray-daemon\.pmp\.svc\.cluster\.local:2000/);
    assert.doesNotMatch(output, /kind: DaemonSet/);
  });
});

/** The examples for tools that would run the pods of helm test as ordinary pods. */
describe("chart: examples of the README for tools without hooks", () => {
  const examples = [...readFileSync(join(chart, "README.md"), "utf8").matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text = ""]) => parse(text) as Example,
  );
  const values = examples.flatMap(({ helmCharts = [], spec }) => [
    ...helmCharts.map((each) => each.valuesInline),
    ...(spec === undefined ? [] : [spec.source.helm.valuesObject]),
  ]);

  it("are for kustomize and Argo CD", () => assert.equal(values.length, 2));

  it("leave out every pod of helm test, which is there without them", async () => {
    const isTest = ({ kind, metadata }: Manifest): boolean =>
      kind === "Pod" || metadata.name.startsWith("pmp-xray-test");
    assert.equal((await render({})).filter(isTest).length, 6);
    for (const given of values) assert.deepEqual((await render({ values: given })).filter(isTest), []);
  });
});
