import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";

const packages = new URL("../../../packages/", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, packages), "utf8");

/** Source files of a package, by their path in it. */
function sources(name: string): string[] {
  const files = readdirSync(new URL(`${name}/src/`, packages), { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".ts"));
}

/** What a module imports, and whether it touches a global that reaches out of the process or differs from run to run. */
function reach(text: string): { imports: string[]; globals: string[] } {
  const GLOBALS = /\b(?:process\.|console\.|fetch\(|Date\.now|Math\.random|performance\.|setTimeout|require\()/g;
  return {
    imports: [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((found) => found[1]!),
    globals: text.match(GLOBALS) ?? [],
  };
}

for (const [name, allowed] of [
  ["sampling", []],
  ["planning", ["@pmp/sampling"]],
] as const) {
  describe(`@pmp/${name}`, () => {
    it(`depends on ${allowed.join(", ") || "nothing"}`, () => {
      const manifest = JSON.parse(read(`${name}/package.json`)) as Record<string, object>;
      assert.deepEqual(Object.keys(manifest.dependencies ?? {}), allowed);
      for (const key of ["peerDependencies", "optionalDependencies"]) assert.ok(!(key in manifest), key);
    });

    it("does no I/O: it imports nothing else, and touches no global that reaches out", () => {
      const files = sources(name);
      assert.ok(files.length > 15);
      for (const file of files) {
        const { imports, globals } = reach(read(`${name}/src/${file}`));
        const foreign = imports.filter((target) => !/^\.\.?\//.test(target) && !isOf(allowed, target));
        assert.deepEqual({ file, foreign, globals }, { file, foreign: [], globals: [] });
      }
    });
  });
}

function isOf(packageNames: readonly string[], target: string): boolean {
  return packageNames.some((name) => target === name || target.startsWith(`${name}/`));
}

describe("what @pmp/tracing is built from", () => {
  /** Directories of the modules in a bundle: esbuild writes the path of each, from the package's directory, above it. */
  const bundled = (text: string): Set<string> =>
    new Set([...text.matchAll(/^\s*\/\/ (\.\.\/[^/\s]+|src)\/\S*\.ts$/gm)].map((found) => found[1]!));

  it("is its own source, @pmp/sampling and @pmp/secrets", () => {
    assert.deepEqual([...bundled(read("tracing/dist/index.cjs"))].sort(), ["../sampling", "../secrets", "src"]);
    assert.deepEqual([...bundled(read("tracing/dist/otlp.cjs"))].sort(), ["../secrets", "src"]);
    assert.ok(!existsSync(new URL("tracing/dist/types/packages/planning", packages)));
  });

  it("would be seen to hold more", () => {
    assert.deepEqual(bundled("// ../planning/src/plot.ts\nvar x;\n  // src/a.ts"), new Set(["../planning", "src"]));
  });
});
