import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { findExecutable, pathDirs } from "@pmp/tools";
import { processesOf } from "../support/processes-of.ts";
import { repository } from "./support/npm.ts";

/** Who runs it: an ordinary user, when the tests themselves run as root. */
const USER = 65_534;
/** Ctrl-C as a terminal sends it. */
const CTRL_C = "\u0003";

/**
 * `npm start -- --embedded` in a fresh clone of this work tree, as an ordinary user with an empty home directory. The npm
 * packages are there already: what `npm ci` makes is linked in.
 */
describe("npm start -- --embedded", function () {
  this.timeout(120_000);
  let folder: string;
  let clone: string;
  let home: string;

  before(() => {
    // Below the system's own folder: that of the suite belongs to root.
    folder = mkdtempSync(join("/tmp", "pmp-xray-clone-"));
    clone = join(folder, "pmp-xray");
    home = join(folder, "home");
    mkdirSync(home);
    copyWorkTree(clone);
    if (process.getuid?.() === 0) for (const path of [folder, clone, home]) chownSync(path, USER, USER);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function options(env: NodeJS.ProcessEnv = {}) {
    const { PATH } = process.env;
    return {
      cwd: clone,
      reject: false,
      extendEnv: false,
      env: { PATH, HOME: home, TMPDIR: home, ...env },
      ...(process.getuid?.() === 0 && { uid: USER, gid: USER }),
    } as const;
  }

  /** Nothing runs, and nothing was written, apart from what npm, and go and rustup when asked their version, write themselves. */
  function leftNothing(): void {
    assert.deepEqual(processesOf([folder]), []);
    assert.deepEqual(
      readdirSync(home).filter((name) => ![".npm", ".config", ".rustup", "node-compile-cache"].includes(name)),
      [],
    );
  }

  it("shows resources, policies and the proof, and ends with exit code 0 where there is no terminal", async () => {
    const { exitCode, stdout, stderr } = await execa("npm", ["start", "--", "--embedded"], {
      ...options(),
      stdin: "ignore",
    });
    assert.equal(exitCode, 0, `${stdout}\n${stderr}`);
    assert.match(stdout, /^aws xray SamplingRule +\d+ {2}sampling-/m);
    assert.match(stdout, /Policies: \d+ of \d+ apply to these resources, and none is violated/);
    assert.match(stdout, /^GET \/api\/subscriptions +40 +40 +pmp-api-subscriptions +100 % +100 % .* yes$/m);
    assert.match(stdout, /^pmp-api-faults +service\("pmp-api"\) \{ fault \}$/m);
    assert.match(stdout, /Proven: every figure above was read back through the X-Ray API\./);
    assert.match(stdout, /^ {2}npm start -- --full$/m);
    leftNothing();
  });

  it("prints the proof as JSON, and nothing else on standard output", async () => {
    const { exitCode, stdout } = await execa("npm", ["start", "--silent", "--", "--embedded", "--json"], {
      ...options(),
      stdin: "ignore",
    });
    assert.equal(exitCode, 0);
    const proof = JSON.parse(stdout) as { rows: { path: string; recorded: number }[]; problems: string[] };
    assert.deepEqual(proof.problems, []);
    assert.equal(proof.rows.find(({ path }) => path === "/api/stripe/charges")?.recorded, 30);
  });

  it("leaves nothing after Ctrl-C in the middle", async () => {
    const node = join(clone, "node_modules", ".bin", "node");
    const child = execa(node, [join("local", "main.ts"), "start", "--embedded"], { ...options(), stdin: "ignore" });
    let output = "";
    for await (const line of child) {
      output += `${line}\n`;
      if (line.includes("X-Ray runs in this process")) child.kill("SIGINT");
    }
    assert.equal((await child).exitCode, 130, output);
    leftNothing();
  });

  it("keeps the page on a terminal until Ctrl-C, with one line of progress in place", async function () {
    const script = await findExecutable("script", pathDirs(process.env));
    if (script === undefined) this.skip();
    const command = "exec npm start --silent -- --embedded";
    const child = execa(script, ["--quiet", "--return", "--flush", "--command", command, "/dev/null"], {
      ...options({ TERM: "xterm" }),
      stdin: "pipe",
    });
    let output = "";
    for await (const line of child) {
      output += `${line}\n`;
      const page = /The page stays at (\S+) until Ctrl-C/.exec(line)?.[1];
      if (page === undefined) continue;
      assert.match(await (await fetch(page)).text(), /<title>/);
      child.stdin.write(CTRL_C);
    }
    assert.equal((await child).exitCode, 0, output);
    assert.ok(output.includes("\r\u001b[2K"), output);
    leftNothing();
  });
});

/** The files that a clone of this work tree would have, and what `npm ci` makes. */
function copyWorkTree(target: string): void {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: repository,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const name of listed.split("\0").filter((file) => file !== "" && existsSync(join(repository, file)))) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    cpSync(join(repository, name), join(target, name), { verbatimSymlinks: true });
  }
  const workspaces = readdirSync(join(repository, "packages"), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const made = [
    "node_modules",
    ...workspaces.flatMap(({ name }) => [`packages/${name}/node_modules`, `packages/${name}/dist`]),
  ];
  for (const name of made.filter((path) => existsSync(join(repository, path)))) {
    link(realpathSync(join(repository, name)), join(target, name));
  }
  // The packages count as installed from this lock file: packages/tools/bootstrap.mjs.
  const marker = join(target, "node_modules", ".pmp-xray-lock");
  rmSync(marker, { force: true });
  writeFileSync(
    marker,
    createHash("sha256")
      .update(readFileSync(join(target, "package-lock.json")))
      .digest("hex"),
  );
}

/** A copy by hard links, or where the file system is another one, by content. */
function link(from: string, to: string): void {
  try {
    execFileSync("cp", ["--archive", "--link", from, to], { stdio: "ignore" });
  } catch {
    rmSync(to, { recursive: true, force: true });
    execFileSync("cp", ["--archive", from, to]);
  }
}
