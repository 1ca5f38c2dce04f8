import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { COMMANDS } from "../../cli/commands/index.ts";
import { completionScript } from "../../cli/completion/scripts.ts";
import { run } from "../../cli/program.ts";
import { bin, pmpXray, root, temporaryFolder } from "./support/program.ts";

/** What can follow the words, as the shells are told. */
async function after(...words: string[]): Promise<string[]> {
  const { exitCode, output } = await run(["complete", "--", ...words], {
    folder: root,
    env: {},
    readInput: () => Promise.resolve(""),
  });
  assert.equal(exitCode, 0);
  return output.split("\n").flatMap((line) => (line === "" ? [] : [line.split("\t")[0] ?? ""]));
}

const STACKS = ["dev", "ecs-dev", "ecs-prod", "local", "local-ecs", "prod", "staging"];

describe("what completion offers", () => {
  it("is every command", async () => {
    const visible = COMMANDS.filter(({ hidden }) => hidden !== true).map(({ name }) => name.split(" "));
    assert.deepEqual((await after("")).toSorted(), [...new Set(visible.map(([first]) => first))].toSorted());
    assert.deepEqual(
      (await after("sampling", "")).toSorted(),
      visible.flatMap(([first, second]) => (first === "sampling" ? [second] : [])).toSorted(),
    );
    assert.deepEqual(await after("sampling", "ch"), ["check"]);
  });

  it("is every option of a command, and no other", async () => {
    assert.deepEqual(await after("sampling", "live", "--"), ["--endpoint-url", "--json", "--help"]);
    assert.deepEqual(await after("policy", "-f", "x.yaml", "--c"), ["--config"]);
    assert.deepEqual(await after("--v"), ["--version"]);
  });

  it("is a stack where one is named", async () => {
    assert.deepEqual(await after("sampling", "check", ""), STACKS);
    assert.deepEqual(await after("sampling", "check", "s"), ["staging"]);
    assert.deepEqual(await after("sampling", "check", "prod", ""), []);
    assert.deepEqual(await after("sampling", "diff", "prod", ""), STACKS);
    assert.deepEqual(await after("cost", "prod", "dev", ""), STACKS);
    assert.deepEqual(await after("sampling", "explain", "GET", "/", "--stack", "p"), ["prod"]);
    assert.deepEqual(await after("sampling", "explain", "--stack=p"), ["--stack=prod"]);
    // So bash splits the same word.
    assert.deepEqual(await after("sampling", "explain", "--stack", "=", "p"), ["prod"]);
    assert.deepEqual(await after("sampling", "explain", "--stack", "="), STACKS);
    assert.deepEqual(await after("sampling", "simulate", "--days", "3", "d"), ["dev"]);
    assert.deepEqual(await after("completion", ""), ["bash", "zsh", "fish"]);
  });

  it("is nothing where a file or the words of another program stand", async () => {
    assert.deepEqual(await after("policy", "-f", ""), []);
    assert.deepEqual(await after("sampling", "simulate", "--svg", ""), []);
    assert.deepEqual(await after("dev", "--", "node", ""), []);
    assert.deepEqual(await after("nothing", ""), await after(""));
  });
});

describe("pmp-xray completion", function () {
  this.timeout(60_000);

  /** The lines of a shell, with the program's script loaded as its help says. */
  async function shell(program: string, args: string[], lines: string, cwd = root): Promise<string> {
    const child = spawn(program, [...args, lines], {
      cwd,
      env: {
        PATH: [join(root, "node_modules/node/bin"), "/usr/bin", "/bin"].join(":"),
        HOME: "/nonexistent",
        BIN: bin,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    assert.equal(stderr, "");
    return stdout;
  }

  const bash = (lines: string, cwd?: string) =>
    shell("bash", ["--norc", "--noprofile", "-c"], `source <("$BIN" completion bash)\n${lines}`, cwd);

  it("completes commands, options and stacks in bash", async () => {
    const press = (words: string) =>
      `COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _pmp_xray; echo "\${COMPREPLY[*]}"`;
    const printed = await bash(
      [
        "complete -p pmp-xray",
        press("pmp-xray sampling ch"),
        press("pmp-xray sampling check ''"),
        press("pmp-xray policy --c"),
        press("pmp-xray policy -f ''"),
        // Nothing that the user has typed is run.
        press("pmp-xray sampling '$(echo ch)'"),
      ].join("\n"),
    );
    assert.deepEqual(printed.split("\n"), [
      "complete -o default -F _pmp_xray pmp-xray",
      "check",
      STACKS.join(" "),
      "--config",
      "",
      "",
      "",
    ]);
  });

  it("lets pmp-xray run where it is not on PATH, and leaves one alone that is", async () => {
    assert.equal(await bash("pmp-xray --version"), (await pmpXray(["--version"])).stdout);
    const other = temporaryFolder();
    mkdirSync(join(other.path, "bin"));
    symlinkSync("/bin/true", join(other.path, "bin/pmp-xray"));
    assert.equal(
      await shell(
        "bash",
        ["--norc", "-c"],
        `PATH="${other.path}/bin:$PATH"; source <("$BIN" completion bash); pmp-xray`,
      ),
      "",
    );
    other.remove();
  });

  it("works from a folder whose name needs quotes", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder.path, "it's here"));
    folder.write("it's here/pmp-xray.mjs", '#!/bin/sh\necho "ran $*"\n');
    chmodSync(join(folder.path, "it's here/pmp-xray.mjs"), 0o755);
    const script = completionScript("bash", join(folder.path, "it's here/pmp-xray.mjs"));
    const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", `${script}\npmp-xray one 'two three'`], {
      encoding: "utf8",
      env: { PATH: "/usr/bin:/bin" },
    });
    assert.deepEqual([stdout, stderr], ["ran one two three\n", ""]);
    folder.remove();
  });

  for (const [name, check] of [
    ["zsh", ["-n"]],
    ["fish", ["--no-execute"]],
  ] as const) {
    it(`is a script that ${name} reads`, async function () {
      const { stdout, stderr } = await pmpXray(["completion", name]);
      assert.equal(stderr, "");
      assert.match(stdout, /pmp-xray\.mjs' complete -- /);
      const { error, ...read } = spawnSync(name, [...check], { input: stdout, encoding: "utf8" });
      if (error !== undefined) this.skip();
      assert.deepEqual([read.status, read.stderr], [0, ""]);
    });
  }
});
