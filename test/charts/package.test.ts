import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { withBaseImage } from "../../charts/tooling/bill-of-materials.ts";
import { packageChart, signArguments } from "../../charts/tooling/package.ts";
import { helm } from "../support/helm.ts";
import { chart } from "./support/chart.ts";

interface ChartFile {
  readonly version: string;
  readonly appVersion: string;
  readonly annotations: Readonly<Record<string, string>>;
}

const { version, appVersion, annotations } = parse(readFileSync(join(chart, "Chart.yaml"), "utf8")) as ChartFile;

describe("chart: release", () => {
  let dir: string;
  before(() => (dir = mkdtempSync(join(tmpdir(), "pmp-xray-package-"))));
  after(() => rmSync(dir, { recursive: true }));

  it("is an archive of the chart and nothing else, with a bill of materials and checksums", async function () {
    this.timeout(60_000);
    const names = await packageChart(dir, process.env);
    const bill = `pmp-api-${appVersion}.cdx.json`;
    assert.deepEqual(names, ["SHA256SUMS", bill, `pmp-xray-${version}.tgz`]);

    const lines = readFileSync(join(dir, "SHA256SUMS"), "utf8").trimEnd().split("\n");
    assert.equal(lines.length, 2);
    for (const line of lines) {
      const [sum, name = ""] = line.split("  ");
      assert.equal(
        sum,
        createHash("sha256")
          .update(readFileSync(join(dir, name)))
          .digest("hex"),
        name,
      );
    }

    const entries = execFileSync("tar", ["-tzf", join(dir, `pmp-xray-${version}.tgz`)], { encoding: "utf8" })
      .trim()
      .split("\n");
    const other = entries.filter((entry) => !/^pmp-xray\/(templates|files\/tests)\/[^.]/.test(entry));
    assert.deepEqual(other.sort(), [
      "pmp-xray/.helmignore",
      "pmp-xray/CHANGELOG.md",
      "pmp-xray/Chart.yaml",
      "pmp-xray/README.md",
      "pmp-xray/UPGRADING.md",
      "pmp-xray/files/agent-images.json",
      "pmp-xray/files/defaults.json",
      "pmp-xray/files/renamed.json",
      "pmp-xray/values-dev.yaml",
      "pmp-xray/values-local.yaml",
      "pmp-xray/values-prod.yaml",
      "pmp-xray/values-staging.yaml",
      "pmp-xray/values.schema.json",
      "pmp-xray/values.yaml",
    ]);

    const { components } = JSON.parse(readFileSync(join(dir, bill), "utf8")) as {
      components: readonly { name: string; type: string }[];
    };
    assert.ok(components.some((each) => each.name === "express" && each.type === "library"));
    assert.deepEqual(
      components.filter((each) => each.type === "container").map((each) => each.name),
      ["node"],
    );
    assert.ok(!components.some((each) => each.name === "mocha"), "a tool of development is no part of the image");
  });

  const gpg = spawnSync("gpg", ["--version"]).status === 0;
  (gpg ? it : it.skip)("is signed with the user's key, which helm verifies (needs gpg)", async function () {
    this.timeout(60_000);
    const home = mkdtempSync(join(tmpdir(), "pmp-xray-gpg-"));
    const run = (...args: string[]): Buffer =>
      execFileSync("gpg", ["--homedir", home, "--batch", "--quiet", ...args], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      run("--passphrase", "", "--quick-gen-key", "pmp test <pmp@example.com>", "rsa2048", "sign", "never");
      writeFileSync(join(home, "secret.gpg"), run("--export-secret-keys"), { mode: 0o600 });
      writeFileSync(join(home, "public.gpg"), run("--export"));
      const names = await packageChart(dir, {
        ...process.env,
        HELM_SIGN_KEY: "pmp test",
        HELM_SIGN_KEYRING: join(home, "secret.gpg"),
      });
      assert.ok(names.includes(`pmp-xray-${version}.tgz.prov`));
      const archive = join(dir, `pmp-xray-${version}.tgz`);
      const verify = (): ReturnType<typeof helm> => helm(["verify", archive, "--keyring", join(home, "public.gpg")]);
      assert.ok((await verify()).ok);
      writeFileSync(archive, Buffer.concat([readFileSync(archive), Buffer.from("x")]));
      assert.ok(!(await verify()).ok, "a changed archive was taken for a signed one");
    } finally {
      spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
      rmSync(home, { recursive: true, force: true });
    }
  });

  it("is signed only when both the key and its keyring are named", () => {
    assert.deepEqual(signArguments({}), []);
    const both = { HELM_SIGN_KEY: "me", HELM_SIGN_KEYRING: "/k" };
    assert.deepEqual(signArguments(both), ["--sign", "--key", "me", "--keyring", "/k"]);
    assert.deepEqual(signArguments({ ...both, HELM_SIGN_PASSPHRASE_FILE: "/p" }).slice(5), ["--passphrase-file", "/p"]);
    assert.throws(() => signArguments({ HELM_SIGN_KEY: "me" }), /HELM_SIGN_KEYRING is not set/);
    assert.throws(() => signArguments({ HELM_SIGN_KEYRING: "/k" }), /HELM_SIGN_KEY is not set/);
  });

  it("names the base image in its bill of materials, or fails", () => {
    const bill = { components: [{ name: "express" }] };
    assert.deepEqual(withBaseImage(bill, "ARG NODE_IMAGE=node:24.1.0-slim\nFROM ${NODE_IMAGE}\n"), {
      components: [
        { name: "express" },
        { type: "container", name: "node", version: "24.1.0-slim", purl: "pkg:docker/node@24.1.0-slim" },
      ],
    });
    assert.throws(() => withBaseImage(bill, "FROM node:24\n"), /no line ARG NODE_IMAGE/);
    assert.throws(() => withBaseImage({}, "ARG NODE_IMAGE=node:24\n"), /no list of components/);
  });

  it("tells the same changes in the changelog and to Artifact Hub", () => {
    const changes = parse(annotations["artifacthub.io/changes"]!) as readonly { kind: string; description: string }[];
    const [, section = ""] = readFileSync(join(chart, "CHANGELOG.md"), "utf8").split(`\n## ${version}\n`);
    const [entries = ""] = section.split("\n## ");
    assert.deepEqual(
      entries.trim().split("\n"),
      changes.map((each) => `- ${each.kind}: ${each.description}`),
    );
  });

  it("names the images of the agents to Artifact Hub", () => {
    const images = parse(annotations["artifacthub.io/images"]!) as readonly { image: string }[];
    const agents = JSON.parse(readFileSync(join(chart, "files", "agent-images.json"), "utf8")) as Readonly<
      Record<string, { repository: string; tag: string }>
    >;
    assert.deepEqual(
      images.map((each) => each.image),
      Object.values(agents).map((each) => `${each.repository}:${each.tag}`),
    );
  });
});
