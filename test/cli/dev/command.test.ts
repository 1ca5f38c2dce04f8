import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { readApplication, registerUrl, serviceName } from "../../../cli/dev/application.ts";
import { findProgram } from "../../../cli/dev/command.ts";

let folder: string;

function write(file: string, text: string, mode = 0o644): string {
  const path = join(folder, file);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pmp xray dev-"))));
afterEach(() => rmSync(folder, { recursive: true }));

describe("the program of a command", () => {
  const place = (): Parameters<typeof findProgram>[1] => ({
    folder,
    env: { PATH: ["", join(folder, "none"), join(folder, "bin")].join(delimiter) },
    platform: "linux",
  });

  it("is looked for on PATH, and by its path", () => {
    const path = write("bin/serve", "#!/bin/sh\n", 0o755);
    assert.deepEqual(findProgram("serve", place()), { name: "serve", path, isNode: false });
    assert.deepEqual(findProgram("bin/serve", place()), { name: "bin/serve", path, isNode: false });
    assert.deepEqual(findProgram(path, place()), { name: path, path, isNode: false });
  });

  it("is said to be missing in words, with what was probably meant", () => {
    write("server.js", "");
    assert.equal(findProgram("nod", place()), "There is no program nod on PATH. Install it, or give its path.");
    assert.equal(
      findProgram("server.js", place()),
      "server.js is no program on PATH. To run it with Node.js: pmp-xray dev -- node server.js",
    );
    assert.equal(
      findProgram("./server.js", place()),
      `${join(folder, "server.js")} is not executable. To run it with Node.js: pmp-xray dev -- node ./server.js`,
    );
    assert.equal(findProgram("./no.js", place()), `There is no file ${join(folder, "no.js")} to run.`);
    mkdirSync(join(folder, "bin"));
    assert.match(JSON.stringify(findProgram("./bin", place())), /is a folder/);
  });

  it("is known to be Node.js by its name or by how it begins", () => {
    for (const name of ["node", "npm", "npx", "pnpm", "yarn", "tsx", "ts-node", "nodemon"]) {
      write(`bin/${name}`, "\0ELF", 0o755);
      assert.deepEqual(findProgram(name, place()), { name, path: join(folder, "bin", name), isNode: true });
    }
    const scripts = {
      next: "#!/usr/bin/env node\n",
      flags: "#!/usr/bin/env -S node --x\n",
      deno: "#!/usr/bin/env deno\n",
      nodejunk: "#!/bin/anode\n",
    };
    const expected = { next: true, flags: true, deno: false, nodejunk: false };
    for (const [name, text] of Object.entries(scripts)) write(`bin/${name}`, text, 0o755);
    for (const [name, isNode] of Object.entries(expected)) {
      assert.deepEqual(findProgram(name, place()), { name, path: join(folder, "bin", name), isNode }, name);
    }
  });

  it("is found on Windows by its extension, with a PATH of any spelling", () => {
    const path = write("bin/next.CMD", '@"%~dp0\\node.exe" "%~dp0\\next.js" %*\r\n', 0o755);
    const windows = { folder, env: { Path: join(folder, "bin"), PATHEXT: ".EXE;.CMD" }, platform: "win32" as const };
    assert.deepEqual(findProgram("next", windows), { name: "next", path, isNode: true });
    assert.equal(typeof findProgram("vite", windows), "string");
  });
});

describe("the app that a command runs", () => {
  it("is that of the nearest package.json: of the script, or else of the current folder", () => {
    write("package.json", '{"name": "outer"}');
    write("api/package.json", '{"name": "@shop/api", "dependencies": {"@pmp/tracing": "1"}}');
    write("api/src/main.ts", "");
    assert.deepEqual(readApplication(["node", "--inspect", "api/src/main.ts"], folder), {
      folder: join(folder, "api"),
      service: "shop-api",
      usesPmp: true,
    });
    assert.deepEqual(readApplication(["node", "no.js"], folder), { folder, service: "outer", usesPmp: false });
    assert.deepEqual(readApplication([], folder), { folder, service: "outer", usesPmp: false });
    assert.equal(serviceName("plain"), "plain");
  });

  it("is known to trace by itself by its dependencies", () => {
    const tracers = ["aws-xray-sdk", "aws-xray-sdk-core", "aws-xray-sdk-express", "@opentelemetry/sdk-node"];
    for (const name of tracers) {
      write("package.json", JSON.stringify({ dependencies: { express: "5", [name]: "1" } }));
      assert.equal(readApplication(["node"], folder).ownTracing, name);
    }
    write("package.json", '{"dependencies": {"@opentelemetry/api": "1", "aws-xray-sdk-other": "1"}}');
    assert.equal(readApplication(["node"], folder).ownTracing, undefined, "an API alone sends nothing");
  });

  it("may have a package.json that can't be read", () => {
    for (const text of ["{", "[]", "null", '{"name": 5, "dependencies": "x"}']) {
      write("package.json", text);
      assert.deepEqual(readApplication(["node"], folder), { folder, usesPmp: false }, text);
    }
  });

  it("gets its own @pmp/tracing where it has one, and this project's where it has none", () => {
    assert.match(registerUrl(folder) ?? "", /^file:\/\/.*\/packages\/tracing\/dist\/register\.cjs$/);
    write("node_modules/@pmp/tracing/package.json", '{"name": "@pmp/tracing", "exports": {"./register": "./r.cjs"}}');
    write("node_modules/@pmp/tracing/r.cjs", "");
    const own = registerUrl(folder) ?? "";
    assert.match(own, /node_modules\/@pmp\/tracing\/r\.cjs$/);
    assert.ok(!own.includes(" "), "needs no quotation marks in NODE_OPTIONS");
  });
});
