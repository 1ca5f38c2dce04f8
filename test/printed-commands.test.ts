import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/**
 * Commands that look a name of this project up on the public registry, where nothing of it is published: whoever takes the
 * name there decides what runs. `npx --no-install` only runs what is installed; a package file has a path.
 */
const FETCHES: readonly RegExp[] = [
  /\bnpx (?!--no-install )(?:-\S+ )*(?:pmp-xray|@pmp\/)/,
  /\bnpm (?:i|in|install|add|ci|exec|x|init|create)\b[^\n`]*\s@pmp\/(?!\S*\.tgz)/,
  /\b(?:bunx|(?:pnpm|yarn|bun) (?:dlx|add|x|exec)) [^\n`]*(?:pmp-xray\b(?!-)|@pmp\/)/,
];

/** Lines of a text with such a command, as `FILE:LINE: TEXT`. */
function fetching(file: string, text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, index) =>
      FETCHES.some((pattern) => pattern.test(line)) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
    );
}

/** What users read or what prints something: everything but tests, and data that no one types in. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => /\.(?:md|ts|tsx|mjs|cjs|js|ya?ml|txt|tpl|json|sh)$/.test(file) || file === ".ci/run")
  .filter((file) => !file.startsWith("test/") && !file.endsWith("package-lock.json") && existsSync(join(root, file)));

describe("the commands in documents and messages", () => {
  it("never fetch a name under which nothing is published: npx --no-install pmp-xray, npm install PATH/FILE.tgz", () => {
    assert.ok(files.length > 300);
    assert.deepEqual(
      files.flatMap((file) => fetching(file, readFileSync(join(root, file), "utf8"))),
      [],
    );
  });

  it("are checked: commands that fetch are found, and those that don't are not", () => {
    const bad = [
      "npx pmp-xray dev",
      "npx -y pmp-xray cost",
      "source <(npx pmp-xray completion bash)",
      "npx @pmp/cli",
      "npm install @pmp/tracing",
      "npm i -D @pmp/cli @opentelemetry/api",
      "npm exec -- @pmp/cli",
      "pnpm dlx pmp-xray dev",
      "yarn add @pmp/tracing",
    ];
    for (const line of bad) assert.deepEqual(fetching("a.md", line), [`a.md:1: ${line}`]);
    const good = [
      "npx --no-install pmp-xray dev",
      "npm install PATH/pmp-tracing-VERSION.tgz",
      "npm pack -w packages/tracing",
      "`npm install`: `@pmp/tracing` comes from a package file",
      'import "@pmp/tracing/register"',
    ];
    for (const line of good) assert.deepEqual(fetching("a.md", line), []);
  });
});
