import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answers, refuses, temporaryFolder, type Folder } from "./support/program.ts";

const APP = `const AWSXRay = require("aws-xray-sdk");\nAWSXRay.capturePromise();\n`;
const MOVED = `require("@pmp/tracing/register");\n`;

describe("pmp-xray migrate", () => {
  let folder: Folder;
  beforeEach(() => {
    folder = temporaryFolder();
    folder.write("app.js", APP);
  });
  afterEach(() => folder.remove());
  const git = (...args: string[]): void => {
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: folder.path });
  };
  const text = (name: string): string => readFileSync(join(folder.path, name), "utf8");

  it("shows places and a diff, writes nothing, and exits 1", async () => {
    const output = await answers("migrate", 1, { cwd: folder.path });
    assert.match(
      output,
      /^app\.js\n {2}1:7 edit {3}xray-import: .*\n {2}2:1 edit {3}xray-global: capturePromise\(\)\n/,
    );
    assert.match(output, /^--- a\/app\.js\n\+\+\+ b\/app\.js\n@@ -1,2 \+1,1 @@$/m);
    assert.equal(text("app.js"), APP);
  });

  it("writes to a clean git tree only, and follows its own advice", async () => {
    await refuses("migrate --write", /no git repository.*git init/, { cwd: folder.path });
    git("init", "--quiet");
    await refuses("migrate --write", /uncommitted changes.*commit or stash/, { cwd: folder.path });
    git("add", ".");
    git("commit", "--quiet", "--message", "app");
    assert.match(await answers("migrate --write", 0, { cwd: folder.path }), /1 file written\.\n$/);
    assert.equal(text("app.js"), MOVED);
    assert.match(await answers("migrate", 0, { cwd: folder.path }), /^Nothing to migrate in 1 file\.\n$/);
  });

  it("writes what it can and exits 1 while a person has to decide", async () => {
    writeFileSync(join(folder.path, "job.js"), APP + "AWSXRay.enableManualMode();\n");
    const output = await answers("migrate --write --force", 1, { cwd: folder.path });
    assert.match(output, /^ {2}3:1 decide xray-manual: enableManualMode/m);
    assert.match(output, /^Left as it is, .*:\n {2}job\.js: job\.js$/m);
    assert.equal(text("app.js"), MOVED);
    assert.match(text("job.js"), /^const AWSXRay/);
  });

  it("says after writing what was made, what is left and what is to decide, in place of the diff", async () => {
    folder.write("package.json", '{\n  "dependencies": {\n    "aws-xray-sdk": "3.0.0"\n  }\n}\n');
    folder.write("app.js", APP + 'AWSXRay.middleware.setDefaultName("shop");\n');
    folder.write("job.js", APP + "AWSXRay.enableManualMode();\n");
    const output = await answers("migrate --write --force", 1, { cwd: folder.path });
    assert.match(output, /^app\.js\n {2}1:7 made {3}xray-import: .*\n {2}2:1 made {3}xray-global: /);
    assert.match(output, /^job\.js\n {2}2:1 left {3}xray-global: .*\n {2}3:1 decide xray-manual: /m);
    assert.match(
      output,
      /^Written:\n {2}created tracing\.js\n {2}changed app\.js\n {2}changed package\.json\n {2}Run npm install PATH\/pmp-tracing-VERSION\.tgz .*: the lock file is not changed\.\n {2}@pmp\/tracing is not published\. /m,
    );
    assert.match(output, /: 3 made, 1 left, 1 to decide\. 3 files written\.\n$/);
    assert.doesNotMatch(output, /^(?:---|@@)|would be|\bedit\b/m);
  });

  it("completes a run that was killed, and says before that it was", async () => {
    folder.write("package.json", '{\n  "dependencies": {\n    "aws-xray-sdk": "3.0.0"\n  }\n}\n');
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "app");
    const files = (): string[] =>
      readdirSync(folder.path)
        .filter((name) => name !== ".git")
        .sort();
    const killer = join(folder.path, ".git/killer.mjs");
    writeFileSync(
      killer,
      'import fs from "node:fs/promises";\nimport { syncBuiltinESMExports } from "node:module";\nconst real = fs.rename;\n' +
        "let calls = 0;\nfs.rename = (...args) => ((calls += 1) === 4 ? process.kill(process.pid, 'SIGKILL') : real(...args));\n" +
        "syncBuiltinESMExports();\n",
    );
    const main = join(import.meta.dirname, "../../cli/main.ts");
    const { signal, stderr } = spawnSync(process.execPath, ["--import", killer, main, "migrate", "--write"], {
      cwd: folder.path,
      encoding: "utf8",
    });
    assert.equal(signal, "SIGKILL", stderr);
    assert.equal(text("app.js"), MOVED);
    assert.match(text("package.json"), /aws-xray-sdk/);
    assert.match(
      await answers("migrate", 1, { cwd: folder.path }),
      /^An earlier --write was interrupted with 1 file left .*: pmp-xray migrate --write$/m,
    );
    const output = await answers("migrate --write", 0, { cwd: folder.path });
    assert.match(output, /^An earlier run was interrupted, and is complete now\.\n {2}written package\.json\n/);
    assert.match(text("package.json"), /@pmp\/tracing/);
    assert.doesNotMatch(text("package.json"), /aws-xray-sdk/);
    assert.deepEqual(files(), ["app.js", "package.json"]);
    assert.match(await answers("migrate", 0, { cwd: folder.path }), /^Nothing to migrate /);
  });

  it("says which file could not be written, and changes nothing", async () => {
    const broken = join(folder.path, "broken.mjs");
    writeFileSync(
      broken,
      'import fs from "node:fs/promises";\nimport { syncBuiltinESMExports } from "node:module";\n' +
        'fs.open = () => Promise.reject(new Error("ENOSPC: no space left on device"));\nsyncBuiltinESMExports();\n',
    );
    await refuses("migrate --write --force", /app\.js could not be written: ENOSPC.*Nothing was changed\./, {
      cwd: folder.path,
      node: ["--import", broken],
    });
    assert.equal(text("app.js"), APP);
  });

  it("says how ts-morph is installed where it is missing, and needs it for code only", async () => {
    const hook = join(folder.path, "hook.mjs");
    writeFileSync(
      hook,
      'import { registerHooks } from "node:module";\nregisterHooks({\n  resolve(specifier, context, next) {\n' +
        '    if (specifier !== "ts-morph") return next(specifier, context);\n' +
        '    throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });\n  },\n});\n',
    );
    const options = { cwd: folder.path, node: ["--import", hook] };
    for (const line of ["migrate", "migrate --write --force", "migrate --checklist"]) {
      await refuses(line, /ts-morph.*optional dependency.*\n?.*npm install .*ts-morph@\d+\.\d+\.\d+/, options);
    }
    assert.equal(text("app.js"), APP);
    folder.write("app.js", MOVED);
    folder.write(".env", "AWS_XRAY_CONTEXT_MISSING=LOG_ERROR\n");
    assert.match(await answers("migrate", 1, options), /context-missing-variable/);
  });

  it("prints the same as JSON and as SARIF", async () => {
    const json = JSON.parse(await answers("migrate --json", 1, { cwd: folder.path })) as { findings: object[] };
    assert.equal(json.findings.length, 2);
    const sarif = JSON.parse(await answers("migrate --sarif", 1, { cwd: folder.path })) as {
      version: string;
      runs: { results: { ruleId: string; level: string }[] }[];
    };
    assert.equal(sarif.version, "2.1.0");
    assert.deepEqual(
      sarif.runs[0]?.results.map(({ ruleId, level }) => `${ruleId} ${level}`),
      ["xray-import note", "xray-global note"],
    );
  });

  it("makes what an accepted rule proposes, and refuses names of no rule", async () => {
    writeFileSync(join(folder.path, "app.js"), APP + "AWSXRay.setStreamingThreshold(0);\n");
    assert.match(await answers("migrate", 1, { cwd: folder.path }), /Nothing can be written yet/);
    await answers("migrate --write --force --accept xray-no-counterpart", 0, { cwd: folder.path });
    assert.equal(text("app.js"), MOVED);
    await refuses("migrate --accept nothing", /no such rule\. Rules: .*xray-manual/, { cwd: folder.path });
  });

  it("says what it does not read, and leaves it", async () => {
    const broken = 'const AWSXRay = require("aws-xray-sdk");\nAWSXRay.captureFunc(;\n';
    writeFileSync(join(folder.path, "broken.js"), broken);
    writeFileSync(join(folder.path, "large.js"), `require("aws-xray-sdk");\n${"// \n".repeat(300_000)}`);
    writeFileSync(join(folder.path, "latin.js"), Buffer.from([0x2f, 0x2f, 0xe9]));
    symlinkSync("/etc", join(folder.path, "outside"));
    const output = await answers("migrate --write --force", 1, { cwd: folder.path });
    assert.match(output, /^ {2}broken\.js: syntax error in line 2: /m);
    assert.match(output, /^ {2}large\.js: larger than 1 MB/m);
    assert.match(output, /^ {2}latin\.js: not UTF-8 text$/m);
    assert.match(output, /^ {2}outside: a link out of the repository$/m);
    assert.equal(text("broken.js"), broken);
  });

  it("refuses options that contradict each other, and folders that are not there", async () => {
    await refuses("migrate --force", /add --write/, { cwd: folder.path });
    await refuses("migrate --json --sarif", /one of them/, { cwd: folder.path });
    await refuses("migrate lost", /lost is no folder/, { cwd: folder.path });
  });
});
