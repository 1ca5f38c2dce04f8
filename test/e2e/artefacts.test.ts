import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { execa } from "execa";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { ensureTools } from "@pmp/tools";
import { packageChart } from "../../charts/tooling/package.ts";
import { packageNpm } from "../../release/main.ts";
import { readOwner } from "../../release/owner.ts";
import { OciRegistry } from "./support/oci-registry.ts";
import { repository } from "./support/npm.ts";

/** What a release publishes, as somebody gets it who has no clone: the tarballs in an empty project, the chart from a registry. */
describe("the artefacts of a release", function () {
  this.timeout(240_000);
  let dir: string;
  let project: string;
  let tarballs: readonly string[];

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "pmp-xray-artefacts-"));
    project = join(dir, "project");
    const packed = join(dir, "npm");
    tarballs = (await packageNpm(packed, readOwner())).map((name) => join(packed, name));
    mkdirSync(project);
    write("package.json", JSON.stringify({ name: "shop", private: true, type: "module" }));
    const wanted = tarballs.filter((path) => !path.includes("policy"));
    await execa("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...wanted], { cwd: project });
  });
  after(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  function write(name: string, text: string): void {
    writeFileSync(join(project, name), text);
  }

  /** Runs a program in the project, without this repository's packages in reach. */
  async function run(program: string, ...args: string[]): Promise<string> {
    const result = await execa(program, args, { cwd: project, reject: false, all: true, env: { NO_COLOR: "1" } });
    assert.equal(result.exitCode, 0, `${program} ${args.join(" ")}\n${result.all}`);
    return result.stdout;
  }

  const USE = `
    const rules = [{ RuleName: "Default", ResourceARN: "*", Priority: 10000, FixedRate: 0.05, ReservoirSize: 1, ServiceName: "*",
      ServiceType: "*", Host: "*", HTTPMethod: "*", URLPath: "*", Version: 1 }];
    if (typeof tracing.annotate !== "function") throw new Error("no annotate");
    if (typeof sampling !== "object" || rules.length !== 1) throw new Error("no sampling");
    console.log("used");
  `;

  it("are clean for publint and for arethetypeswrong", async () => {
    for (const path of tarballs) {
      const data = readFileSync(path);
      const { messages } = await publint({ pack: { tarball: Uint8Array.from(data).buffer }, strict: true });
      const manifest = { name: path } as Record<string, unknown>;
      assert.deepEqual(
        messages.map((message) => formatMessage(message, manifest)),
        [],
        path,
      );
      if (/cli|policy/.test(path)) continue;
      const result = await checkPackage(createPackageFromTarballData(new Uint8Array(data)));
      assert.ok(result.types !== false, `${path} has no types`);
      // Node 22 and newer require() ES modules, so that a package without CommonJS is no problem.
      const problems = result.problems.filter(({ kind }) => kind !== "CJSResolvesToESM");
      const bySetting = problems.filter(
        (problem) => !("resolutionKind" in problem) || problem.resolutionKind !== "node10",
      );
      assert.deepEqual(bySetting, [], path);
    }
  });

  it("are ES modules", async () => {
    write("esm.mjs", `import * as tracing from "@pmp/tracing";\nimport * as sampling from "@pmp/sampling";\n${USE}`);
    assert.equal(await run("node", "esm.mjs"), "used");
  });

  it("can be required", async () => {
    write("cjs.cjs", `const tracing = require("@pmp/tracing");\nconst sampling = require("@pmp/sampling");\n${USE}`);
    assert.equal(await run("node", "cjs.cjs"), "used");
  });

  it("have types that hold, and that refuse a wrong argument", async () => {
    const types = join(project, "node_modules", "@types", "node");
    cpSync(join(repository, "node_modules", "@types", "node"), types, { recursive: true });
    cpSync(join(repository, "node_modules", "undici-types"), join(project, "node_modules", "undici-types"), {
      recursive: true,
    });
    write("use.ts", 'import { annotate } from "@pmp/tracing";\nannotate({ tier: "gold" });\n');
    write("wrong.ts", 'import { annotate } from "@pmp/tracing";\nannotate("tier");\n');
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--types", "node"];
    const tsc = join(repository, "node_modules", ".bin", "tsc");
    await run(tsc, ...options, "--ignoreConfig", "use.ts");
    const { exitCode, stdout } = await execa(tsc, [...options, "--ignoreConfig", "wrong.ts"], {
      cwd: project,
      reject: false,
    });
    assert.equal(exitCode, 2);
    assert.match(stdout, /^wrong\.ts\(2,/);
  });

  it("go into a bundle", async () => {
    write("app.mjs", `import * as tracing from "@pmp/tracing";\nimport * as sampling from "@pmp/sampling";\n${USE}`);
    const esbuild = join(repository, "node_modules", ".bin", "esbuild");
    await run(esbuild, "app.mjs", "--bundle", "--platform=node", "--outfile=bundle.cjs", "--log-level=warning");
    assert.equal(await run("node", "bundle.cjs"), "used");
  });

  describe("the program", () => {
    const program = (...args: string[]): Promise<string> => run("npx", "--no-install", "pmp-xray", ...args);

    before(() => {
      for (const name of ["Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.staging.yaml"]) {
        cpSync(join(repository, name), join(project, name));
      }
    });

    it("names its commands", async () => {
      const help = await program("--help");
      for (const command of ["sampling check", "cost", "dev", "policy", "migrate"])
        assert.ok(help.includes(`  ${command} `));
      assert.match(await program("--version"), /^\d+\.\d+\.\d+$/);
    });

    it("reads stacks", async () => {
      assert.match(await program("sampling", "check", "prod"), /The plan of prod is sound\./);
      assert.match(await program("cost", "prod"), /Together \$[\d.]+ a month/);
    });

    it("checks manifests by the policies", async () => {
      const golden = join(repository, "test", "charts", "golden", "prod-xrayDaemon-as-daemonset.yaml");
      const { exitCode, stdout } = await execa("npx", ["--no-install", "pmp-xray", "policy", "-f", golden], {
        cwd: project,
        reject: false,
      });
      assert.equal(exitCode, 1);
      assert.match(stdout, /36 policies: 1 violation|\d+ policies: 1 violation/);
    });

    it("traces an app, with the page beside it", async () => {
      write(
        "traced.mjs",
        `import { createServer } from "node:http";
        const server = createServer((_, answer) => answer.end("ok"));
        server.listen(0, "127.0.0.1", async () => {
          await (await fetch(\`http://127.0.0.1:\${server.address().port}/hello\`)).text();
          setTimeout(() => process.exit(0), 3000);
        });`,
      );
      const output = await program("dev", "--no-open", "--", "node", "traced.mjs");
      assert.match(output, /GET .*\/hello/);
    });
  });

  it("serve coding agents: the program answers an MCP client", async () => {
    const client = new Client({ name: "test", version: "1" });
    const args = ["--no-install", "pmp-xray", "mcp"];
    await client.connect(new StdioClientTransport({ command: "npx", args, cwd: project }));
    try {
      assert.equal(client.getServerVersion()?.name, "pmp-xray");
      const { tools } = await client.listTools();
      assert.ok(tools.some(({ name }) => name === "list_traces"));
      assert.match(await run("npx", ...args, "init"), /^Wrote \.mcp\.json\.$/);
    } finally {
      await client.close();
    }
  });

  it("have the policy pack with all that it needs but the engine's packages", () => {
    const pack = tarballs.find((path) => path.includes("policy"));
    assert.ok(pack !== undefined);
    assert.deepEqual(
      readdirSync(join(dir, "npm")).filter((name) => name.includes("policy")),
      [pack.split("/").at(-1)],
    );
  });

  it("bear the scope of the owner everywhere", async () => {
    const target = join(dir, "other");
    const names = await packageNpm(target, { ...readOwner(), scope: "@shop" });
    assert.ok(names.every((name) => name.startsWith("shop-")));
    for (const name of names) {
      const { stdout } = await execa("tar", ["-xOzf", join(target, name)]);
      assert.doesNotMatch(stdout, /@pmp\//, name);
    }
  });

  it("have a chart that Helm pushes to a registry, pulls and renders", async () => {
    const helm = (await ensureTools(["helm"])).tool("helm");
    const registry = new OciRegistry();
    const host = await registry.listen();
    try {
      const charts = join(dir, "chart");
      const owner = { home: "https://example.com", maintainers: [{ name: "A team" }] };
      const archive = (await packageChart(charts, process.env, owner)).find((name) => name.endsWith(".tgz"))!;
      await run(helm, "push", join(charts, archive), `oci://${host}/charts`, "--plain-http");
      const version = /-(\d.*)\.tgz$/.exec(archive)?.[1] ?? "";
      assert.deepEqual(registry.references, [`charts/pmp-xray:${version}`]);
      const reference = `oci://${host}/charts/pmp-xray`;
      const shown = await run(helm, "show", "chart", reference, "--version", version, "--plain-http");
      assert.match(shown, /^home: https:\/\/example\.com$/m);
      assert.match(shown, /^maintainers:\n- name: A team$/m);
      const rendered = await run(
        helm,
        "template",
        "pmp",
        reference,
        "--version",
        version,
        "--plain-http",
        "--set",
        "region=eu-west-1",
      );
      assert.match(rendered, /kind: DaemonSet/);
    } finally {
      registry.close();
    }
  });
});
