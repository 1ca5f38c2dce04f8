import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../../../local/names.ts";
import {
  localConfig,
  localStackFile,
  writePluginLaunchers,
  writeProject,
  type LocalSettings,
} from "../../../local/stack/project.ts";
import { temporaryFolder } from "../../packages/tools/support.ts";

const settings: LocalSettings = {
  cluster: { oidcIssuer: "https://issuer.example", kubeconfig: "/w/kubeconfig" },
  api: { image: { repository: "pmp-xray.local/pmp-api", tag: "0123456789ab" } },
  agent: {
    image: { repository: "pmp-xray.local/collector", tag: "ba9876543210" },
    endpoint: "http://10.244.0.1:4566",
    stsEndpoint: "http://10.244.0.1:4566",
  },
};

const written = `
# A person's own words.
config:
  aws:region: eu-west-1
  pmp-xray:stage: local
  pmp-xray:cluster:
    name: mine
    oidcIssuer: https://old.example
  pmp-xray:api:
    replicas: 3
    image: { repository: theirs, tag: old }
  pmp-xray:sampling: { preset: dev, rules: [{ name: mine, rate: 0.25 }] }
  other:key: kept
`;

describe("local/stack/project", () => {
  it("puts this machine's values into a stack file, and keeps everything else that a person wrote", () => {
    assert.deepEqual(parse(localStackFile(written, settings)), {
      config: {
        "aws:region": "eu-west-1",
        "pmp-xray:stage": "local",
        "pmp-xray:cluster": { name: "mine", oidcIssuer: "https://issuer.example", kubeconfig: "/w/kubeconfig" },
        "pmp-xray:api": { replicas: 3, image: { repository: "pmp-xray.local/pmp-api", tag: "0123456789ab" } },
        "pmp-xray:agent": settings.agent,
        "pmp-xray:sampling": { preset: "dev", rules: [{ name: "mine", rate: 0.25 }] },
        "other:key": "kept",
      },
    });
  });

  it("leaves the agent's image to the stack file where this machine has none", () => {
    const { endpoint, stsEndpoint } = settings.agent;
    const text = "config: { pmp-xray:agent: { image: { repository: theirs, tag: '1' } } }";
    const { config } = parse(localStackFile(text, { ...settings, agent: { endpoint, stsEndpoint } })) as {
      config: Record<string, unknown>;
    };
    assert.deepEqual(config["pmp-xray:agent"], { image: { repository: "theirs", tag: "1" }, endpoint, stsEndpoint });
  });

  it("gives the same settings as Pulumi hands them to a program: text as it is, the rest as JSON", () => {
    const config = localConfig(written, settings);
    assert.equal(config["pmp-xray:stage"], "local");
    assert.equal(config["other:key"], "kept");
    const { config: inFile } = parse(localStackFile(written, settings)) as { config: Record<string, unknown> };
    for (const [key, text] of Object.entries(config)) {
      assert.deepEqual(typeof inFile[key] === "string" ? text : JSON.parse(text), inFile[key], key);
    }
    assert.deepEqual(Object.keys(config), Object.keys(inFile));
  });

  it("fills what this repository's own Pulumi.local.yaml leaves to the machine", () => {
    const own = readFileSync(join(repository, "Pulumi.local.yaml"), "utf8");
    const config = localConfig(own, settings);
    for (const [section, values] of Object.entries({ ...settings })) {
      const found = JSON.parse(config[`pmp-xray:${section}`]!) as Record<string, unknown>;
      for (const [key, value] of Object.entries({ ...values }))
        assert.deepEqual(found[key], value, `${section}.${key}`);
    }
    assert.equal(config["pmp-xray:stage"], "local");
  });

  it("refuses what is no stack file", () => {
    for (const text of ["config: none", "config: { pmp-xray:api: 3 }", "[1]", "{"]) {
      assert.throws(() => localStackFile(text, settings), text);
    }
  });

  describe("the copy of the project", () => {
    /** A small stand-in for the repository, which nothing may write to. */
    async function project() {
      const root = await temporaryFolder();
      const from = join(root, "repository");
      mkdirSync(from);
      writeFileSync(join(from, "Pulumi.yaml"), "name: pmp-xray\nruntime: nodejs\n");
      writeFileSync(join(from, "Pulumi.local.yaml"), written);
      return { from, to: join(root, "cluster", "project") };
    }

    it("has both files, the settings for the owner's eyes only", async () => {
      const { from, to } = await project();
      writeProject(from, to, written, settings);
      assert.deepEqual(readdirSync(to).sort(), ["Pulumi.local.yaml", "Pulumi.yaml"]);
      assert.equal(readFileSync(join(to, "Pulumi.yaml"), "utf8"), "name: pmp-xray\nruntime: nodejs\n");
      assert.equal(readFileSync(join(to, "Pulumi.local.yaml"), "utf8"), localStackFile(written, settings));
      assert.equal(statSync(join(to, "Pulumi.local.yaml")).mode & 0o777, 0o600);
    });

    it("changes no file of the repository, and takes the place of the copy before", async () => {
      const { from, to } = await project();
      const before = readdirSync(from).map((name) => [name, readFileSync(join(from, name), "utf8")]);
      writeProject(from, to, written, settings);
      writeProject(from, to, "config: {}", settings);
      assert.deepEqual(
        readdirSync(from).map((name) => [name, readFileSync(join(from, name), "utf8")]),
        before,
      );
      assert.equal(readFileSync(join(to, "Pulumi.local.yaml"), "utf8"), localStackFile("config: {}", settings));
    });
  });

  describe("plugin launchers", () => {
    it("run the stand-in of each package with this Node and the engine's arguments, wherever the repository is", async () => {
      const odd = join(await temporaryFolder(), 'o\'dd "repo" $HOME `x`\\ y');
      for (const name of ["aws", "kubernetes"]) {
        const dir = join(odd, "local", "plugins", name);
        mkdirSync(dir, { recursive: true });
        writeFileSync(
          join(dir, "main.ts"),
          `process.stdout.write(JSON.stringify({ name: "${name}", node: process.execPath, args: process.argv.slice(2) }));`,
        );
      }
      const dir = join(odd, "launchers");
      writePluginLaunchers(odd, dir);
      assert.deepEqual(readdirSync(dir).sort(), [
        "pulumi-analyzer-policy-nodejs",
        "pulumi-resource-aws",
        "pulumi-resource-kubernetes",
        "pulumi-resource-pulumi-nodejs",
      ]);
      for (const name of ["aws", "kubernetes"]) {
        const args = ["127.0.0.1:1234", "a b", "$x"];
        const said = execFileSync(join(dir, `pulumi-resource-${name}`), args, { encoding: "utf8" });
        assert.deepEqual(JSON.parse(said), { name, node: process.execPath, args });
      }
    });

    it("lead to stand-ins that this repository has", async () => {
      const dir = await temporaryFolder();
      writePluginLaunchers(repository, dir);
      for (const name of ["aws", "kubernetes"]) {
        const main = join(repository, "local", "plugins", name, "main.ts");
        assert.ok(readFileSync(join(dir, `pulumi-resource-${name}`), "utf8").includes(main));
        assert.ok(statSync(main).isFile());
      }
    });

    it("start a policy pack with the SDK's own runner", async () => {
      const dir = await temporaryFolder();
      writePluginLaunchers(repository, dir);
      const runner = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
      assert.ok(readFileSync(join(dir, "pulumi-analyzer-policy-nodejs"), "utf8").includes(runner));
    });
  });
});
