import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStack } from "@pmp/model";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { ensureTools } from "@pmp/tools";
import { PulumiConfig } from "../packages/model/support/pulumi-config.ts";

/** Scalars as people write them, of which the engine and a plain reader of YAML may think differently. */
const SCALARS = [
  "1",
  "010",
  "0o17",
  "1_000",
  "1.10",
  "1e3",
  "yes",
  "True",
  "~",
  "2024-01-15",
  '"010"',
  "9007199254740993",
];

describe("the reader of stack files against the real Pulumi CLI", function () {
  this.timeout(120_000);
  let dir: string;
  let pulumi: (...args: string[]) => Promise<string>;

  before("the CLI, with a state of its own", async function () {
    this.timeout(75 * 60_000);
    const tools = await ensureTools(["pulumi"]);
    dir = mkdtempSync(join(tmpdir(), "pmp-xray-reader-"));
    mkdirSync(join(dir, "state"));
    writeFileSync(join(dir, "Pulumi.yaml"), "name: pmp-xray\nruntime: nodejs\n");
    const env = {
      PULUMI_HOME: join(dir, "home"),
      PULUMI_BACKEND_URL: `file://${join(dir, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    pulumi = async (...args) =>
      (await execa(tools.tool("pulumi"), [...args, "--non-interactive"], { cwd: dir, env })).stdout;
    await pulumi("stack", "init", "s");
  });

  after(() => rmSync(dir, { recursive: true, force: true }));

  const file = () => join(dir, "Pulumi.s.yaml");
  const salt = () => /^encryptionsalt:.*$/m.exec(readFileSync(file(), "utf8"))?.[0] ?? "";
  const write = (config: string) => writeFileSync(file(), `${salt()}\n${config}`);

  /** What the CLI says that a program gets. */
  async function asked(): Promise<Record<string, unknown>> {
    const found = JSON.parse(await pulumi("config", "--json", "-s", "s")) as Record<string, { value?: string }>;
    return Object.fromEntries(Object.entries(found).map(([key, { value }]) => [key, value ?? ""]));
  }

  /** JSON text by what it says: the CLI sorts its keys. */
  const plain = (config: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        key,
        typeof value === "string" && /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value,
      ]),
    );

  it("scalars, alone and inside of objects and lists, merge keys and keys without a namespace are read as it reads them", async () => {
    const lines = SCALARS.flatMap((scalar, index) => [
      `  pmp-xray:alone${index}: ${scalar}`,
      `  pmp-xray:inside${index}: { member: ${scalar}, list: [${scalar}] }`,
    ]);
    const merge = "  pmp-xray:base: &base { x: 1, y: 1 }\n  pmp-xray:merged: { <<: *base, y: 2 }\n  stage: prod\n";
    write(`config:\n${lines.join("\n")}\n${merge}`);
    const own = readStack(dir, "organization/pmp-xray/s").config;
    assert.equal(Object.keys(own).length, 2 * SCALARS.length + 3);
    assert.deepEqual(plain(own), plain(await asked()));
  });

  it("set and rm do to a file what the emulation in the tests of printed fixes does", async () => {
    const config = { "pmp-xray:alarms": { minimumTraces: "20", list: [1, 2] }, "pmp-xray:stage": "x" };
    write(stringify({ config }));
    const emulated = new PulumiConfig(config);
    for (const args of [
      ["set", "--path", "pmp-xray:alarms.minimumTraces", "50"],
      ["set", "--path", "pmp-xray:alarms.slow", "0.5"],
      ["set", "--path", "pmp-xray:alarms.whole", "5"],
      ["set", "--path", "pmp-xray:tag.a", "--type", "string", "20240115"],
      ["set", "--path", 'pmp-xray:chart.annotations["a.b/c"]', "x"],
      ["rm", "--path", "pmp-xray:alarms.list[0]"],
      ["rm", "--path", "pmp-xray:stage"],
    ]) {
      const [verb = "", flag = "", path = "", ...rest] = args;
      await pulumi("config", verb, "-s", "s", flag, path, ...rest);
      const typed = rest.length === 3 ? ` --type ${rest[1] ?? ""}` : "";
      const value = rest.length === 0 ? "" : ` '${rest.at(-1) ?? ""}'`;
      assert.equal(emulated.follow(`pulumi config ${verb} --path '${path}'${typed}${value}`), 1);
    }
    const { config: real } = parse(readFileSync(file(), "utf8")) as { config: unknown };
    assert.deepEqual(emulated.tree, real);
  });
});
