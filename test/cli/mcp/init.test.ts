import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "jsonc-parser";
import { CLIENTS } from "../../../cli/mcp/init/clients.ts";
import { run } from "../../../cli/program.ts";
import { temporaryFolder, type Folder } from "../support/program.ts";

describe("pmp-xray mcp init", () => {
  let folder: Folder;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => {
    folder.remove();
  });

  const init = (...args: string[]) =>
    run(["mcp", "init", ...args], { folder: folder.path, env: {}, readInput: () => Promise.resolve("") });
  const read = (file: string): string => readFileSync(join(folder.path, file), "utf8");
  const refused = async (message: RegExp, ...args: string[]): Promise<void> => {
    const before = readdirSync(folder.path, { recursive: true, encoding: "utf8" }).map((file) => [
      file,
      contentOf(file),
    ]);
    const { exitCode, output, errors } = await init(...args);
    assert.deepEqual([exitCode, output], [2, ""]);
    assert.match(errors, message);
    assert.deepEqual(
      readdirSync(folder.path, { recursive: true, encoding: "utf8" }).map((file) => [file, contentOf(file)]),
      before,
    );
  };
  const contentOf = (file: string): string => {
    try {
      return read(file);
    } catch {
      return "";
    }
  };
  const ENTRY = { command: "npx", args: ["--no-install", "pmp-xray", "mcp"] };

  it("writes the project's file, and a second time finds it there", async () => {
    const first = await init();
    assert.deepEqual([first.exitCode, first.output], [0, "Wrote .mcp.json.\n"]);
    assert.match(first.errors, /^npx finds no pmp-xray in .*: npm install --save-dev @pmp\/cli\n$/);
    assert.deepEqual(JSON.parse(read(".mcp.json")), { mcpServers: { "pmp-xray": ENTRY } });
    const text = read(".mcp.json");
    assert.match(text, /\}\n$/);
    assert.equal((await init()).output, ".mcp.json has the entry already.\n");
    assert.equal(read(".mcp.json"), text);
    assert.deepEqual(readdirSync(folder.path), [".mcp.json"]);
  });

  it("writes the file of each client, in its format, with the options for the server", async () => {
    mkdirSync(join(folder.path, "node_modules/.bin"), { recursive: true });
    folder.write("node_modules/.bin/pmp-xray", "");
    const all = CLIENTS.map(({ name }) => name);
    const { output, errors } = await init("--client", ...all, "--stack", "dev", "--region", "eu-central-1", "--json");
    assert.equal(errors, "");
    assert.deepEqual(JSON.parse(output), {
      files: CLIENTS.map(({ name, file }) => ({ client: name, file, result: "written" })),
    });
    const args = [...ENTRY.args, "--stack", "dev", "--region", "eu-central-1"];
    for (const { file, member, more } of CLIENTS) {
      assert.deepEqual(JSON.parse(read(file)), { [member]: { "pmp-xray": { ...more, ...ENTRY, args } } });
    }
  });

  it("leaves all else as it is: other entries, order, comments, indentation, numbers", async () => {
    const before = `{
    // for the team
    "servers": {
        "other": { "command": "other", "big": 12345678901234567890 } // theirs
    },
    "inputs": []
}
`;
    mkdirSync(join(folder.path, ".vscode"));
    folder.write(".vscode/mcp.json", before);
    assert.equal((await init("--client", "vscode")).exitCode, 0);
    const after = read(".vscode/mcp.json");
    const start = Array.from(before).findIndex((letter, index) => after[index] !== letter);
    const added = after.length - before.length;
    assert.equal(after.slice(0, start) + after.slice(start + added), before);
    assert.match(after, /\n {8}"pmp-xray": \{\n {12}"type": "stdio",/);
    assert.equal((await init("--client", "vscode")).output, ".vscode/mcp.json has the entry already.\n");
  });

  it("adds to whatever JSON there is", async () => {
    for (const text of [
      "",
      "{}",
      "{\r\n}\r\n",
      '{"mcpServers":{}}',
      '{"mcpServers":{"a":{}},}',
      '{ // c\n "b": 1 }',
      "{ /* c */ }",
    ]) {
      folder.write(".mcp.json", text);
      assert.equal((await init()).output, "Wrote .mcp.json.\n", text);
      const after = read(".mcp.json");
      const tree = parse(after, [], { allowTrailingComma: true }) as { mcpServers: Record<string, unknown> };
      assert.deepEqual(tree.mcpServers["pmp-xray"], ENTRY, after);
      assert.equal(after.includes("// c") || after.includes("/* c */"), text.includes(" c"));
      assert.equal((await init()).output, ".mcp.json has the entry already.\n", after);
    }
  });

  it("refuses a file that is no JSON, and the entry that it names, added by hand, is the same", async () => {
    folder.write(".mcp.json", '{ "mcpServers": { "a": } }');
    await refused(
      /^\.mcp\.json is no JSON \(ValueExpected in line 1, column 24\)\. Nothing was written\. Correct it and run this again, or add this by hand/,
    );
    const { errors } = await init();
    const [, entry = ""] = /below mcpServers: (.*)\n$/.exec(errors) ?? [];
    folder.write(".mcp.json", `{ "mcpServers": { ${entry} } }`);
    assert.equal((await init()).output, ".mcp.json has the entry already.\n");
  });

  it("refuses what is no object, and writes none of several files when one is bad", async () => {
    folder.write(".mcp.json", "[]");
    await refused(/^\.mcp\.json must be a JSON object, got a list\./);
    await refused(/^\.mcp\.json must be a JSON object/, "--client", "cursor", "claude");
    assert.ok(!existsSync(join(folder.path, ".cursor")));
    folder.write(".mcp.json", '{ "mcpServers": "none" }');
    await refused(/^\.mcp\.json: mcpServers must be an object, got "none"\./);
    await refused(
      /^Option '--client <CLIENT\.\.\.>' argument 'emacs' is invalid\. Allowed choices are claude, vscode/,
      "--client",
      "emacs",
    );
  });

  it("replaces an entry of its own name only when asked", async () => {
    folder.write(".mcp.json", '{ "mcpServers": { "pmp-xray": { "command": "mine" } } }');
    await refused(
      /^\.mcp\.json has another entry pmp-xray already: \{"command":"mine"\}\. Nothing was written\. Replace it by --replace/,
    );
    assert.equal((await init("--replace")).output, "Wrote .mcp.json.\n");
    assert.deepEqual(JSON.parse(read(".mcp.json")), { mcpServers: { "pmp-xray": ENTRY } });
  });
});
