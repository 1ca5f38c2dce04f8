import assert from "node:assert/strict";
import { accessSync, constants, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { colorize } from "../../cli/color.ts";
import { COMMANDS } from "../../cli/commands/index.ts";
import { run } from "../../cli/program.ts";
import { bin, pmpXray, refuses, root } from "./support/program.ts";

const manifest = JSON.parse(readFileSync(join(root, "cli/package.json"), "utf8")) as { version: string };

/** The program in this process, which is much faster than one of its own for each question. */
const here = (line: string) => run(line.split(" "), { folder: root, env: {}, readInput: () => Promise.resolve("") });

describe("pmp-xray", () => {
  it("is the program that npx finds", () => {
    // npx takes it from here, and asks no registry, because cli/ is a workspace.
    assert.equal(realpathSync(join(root, "node_modules/.bin/pmp-xray")), bin);
    accessSync(bin, constants.X_OK);
    assert.match(readFileSync(bin, "utf8"), /^#!\/usr\/bin\/env node\n/);
  });

  it("--help lists every command, --version the version", async () => {
    for (const line of ["--help", "-h"]) {
      const { code, stdout, stderr } = await pmpXray([line]);
      assert.deepEqual([code, stderr], [0, ""]);
      for (const { name, summary, hidden = false } of COMMANDS) {
        assert.equal(new RegExp(`^  ${name} +${summary}$`, "m").test(stdout), !hidden, name);
      }
      assert.match(stdout, /Exit codes: [^]*NO_COLOR/);
    }
    assert.deepEqual(await pmpXray(["--version"]), { code: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });

  it("--help behind a command describes its arguments and options", async () => {
    for (const { name } of COMMANDS) {
      const { exitCode, output, errors } = await here(`${name} --help`);
      assert.deepEqual([exitCode, errors], [0, ""]);
      assert.ok(output.startsWith(`Usage: pmp-xray ${name} `), name);
      for (const line of output.split("\n")) assert.ok(line.length <= 90, line);
    }
    assert.match((await here("sampling live --help")).output, /--endpoint-url <URL>[^]*xray:GetSamplingRules/);
    assert.match((await here("sampling --help")).output, /^ {2}sampling check +check/m);
  });

  it("exits 2 without a command", async () => {
    const { code, stdout, stderr } = await pmpXray([]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^Usage: pmp-xray/);
    assert.equal((await here("sampling")).exitCode, 2);
  });

  it("names the command that was meant, of all there are, and following it works", async () => {
    for (const [typed, meant] of [
      ["chek", "sampling check"],
      ["sampling chek", "sampling check"],
      ["samplng check", "sampling check"],
      ["explain", "sampling explain"],
      ["sampling cost", "cost"],
      ["polcy -f x", "policy"],
      ["samplin", "sampling"],
    ] as const) {
      const { exitCode, output, errors } = await here(typed);
      assert.deepEqual([exitCode, output], [2, ""]);
      assert.match(errors, /^Unknown command '[a-z ]+' \(did you mean .*\?\)\. See: pmp-xray --help\n$/);
      const named = /did you mean (.*)\?/.exec(errors)![1]!;
      assert.equal(named, meant);
      assert.equal((await here(`${named} --help`)).exitCode, 0);
    }
    await refuses("constructor", /^Unknown command 'constructor'\. See: pmp-xray --help\n$/);
  });

  it("names the option that was meant, or the command that has it", async () => {
    const see = "See: pmp-xray sampling check --help\n";
    for (const [line, message] of [
      ["sampling check --jsn", `Unknown option '--jsn' (did you mean --json?). ${see}`],
      ["sampling check --xyzzy", `Unknown option '--xyzzy'. ${see}`],
      ["sampling check --json=yes", `--json takes no value, got yes. ${see}`],
      ["sampling check --days 3", `--days is an option of sampling simulate only. ${see}`],
      [
        "sampling check a b",
        "Too many arguments for 'check'. Expected 1 argument but got 2: a, b. Usage: pmp-xray sampling check [options] [STACK]\n",
      ],
      ["sampling simulate --days", "Option '--days <N>' argument missing. See: pmp-xray sampling simulate --help\n"],
      [
        "completion tcsh",
        "Command-argument value 'tcsh' is invalid for argument 'SHELL'. Allowed choices are bash, zsh, fish. See: pmp-xray completion --help\n",
      ],
    ] as const) {
      assert.deepEqual(await here(line), { exitCode: 2, output: "", errors: message });
    }
  });

  it("loads no command but the one that is used", async () => {
    const hooks = join(import.meta.dirname, "support/loaded-modules.mjs");
    const loaded = async (...args: string[]) => {
      const { stderr } = await pmpXray(args, { node: ["--import", hooks] });
      return stderr;
    };
    assert.doesNotMatch(
      await loaded("--help"),
      /zod|client-|packages\/checks|\/policy\/kit|xray-local|packages\/model/,
    );
    assert.doesNotMatch(await loaded("sampling", "check", "prod"), /client-|packages\/checks|\/policy\/kit|xray-local/);
    // A server loads what its tools need when one of them is called.
    assert.doesNotMatch(await loaded("mcp", "--help"), /modelcontextprotocol|jsonc-parser|zod|client-/);
    assert.doesNotMatch(await loaded("mcp"), /client-|packages\/checks|\/policy\/kit|packages\/model|ts-morph|express/);
    // Not even a check loads the clients of AWS before one of them is used.
    assert.doesNotMatch(await loaded("doctor", "--list"), /client-|credential-providers|\/policy\/kit|xray-local/);
  });

  it("hands over to the Node of the project where Node knows no TypeScript, and passes its exit code on", async () => {
    const node = ["--no-experimental-strip-types"];
    const { code, stdout, stderr } = await pmpXray(["sampling", "diff", "prod", "staging"], { node });
    assert.deepEqual([code, stderr], [1, ""]);
    assert.match(stdout, /FixedRate: 0\.1 → 0\.5/);
  });

  it("takes --endpoint-url for commands that ask AWS only, and a web address only", async () => {
    await refuses(
      "sampling check --endpoint-url http://127.0.0.1:1",
      /^--endpoint-url is an option of sampling live, verify, doctor, mcp, mcp init only/,
    );
    await refuses("sampling live --endpoint-url", /^Option '--endpoint-url <URL>' argument missing/);
    for (const given of ["127.0.0.1:4566", "ftp://127.0.0.1", "nothing"]) {
      await refuses(`sampling live --endpoint-url=${given}`, /^--endpoint-url must be an http or https URL, got /);
    }
  });
});

describe("colors", () => {
  const colored = "\u001b[33mwarning\u001b[39m x";
  const stream = (isTTY: boolean, depth = 4) => Object.assign(new PassThrough(), { isTTY, getColorDepth: () => depth });
  const { FORCE_COLOR } = process.env;
  before(() => delete process.env.FORCE_COLOR);
  after(() => {
    if (FORCE_COLOR !== undefined) process.env.FORCE_COLOR = FORCE_COLOR;
  });

  it("are for terminals that show them", () => {
    assert.equal(colorize("warning x", stream(true)), colored);
    assert.equal(colorize("warning x", stream(true, 1)), "warning x");
    assert.equal(colorize("warning x", stream(false)), "warning x");
    assert.equal(colorize("a warning x", stream(true)), "a warning x");
  });
});
