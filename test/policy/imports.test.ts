import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "policy");

/** What the pack needs at run time, and says in its package.json. */
const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
};
/** Run by hand in this repository only. */
const BY_HAND = ["bench.ts", "build.ts", "docs/write.ts"];

describe("policy/ stands alone", () => {
  const files = globSync("**/*.ts", { cwd: folder, exclude: ["dist/**", "node_modules/**"] });

  it("imports nothing of the repository but packages, and nothing that its package.json doesn't name", () => {
    assert.ok(files.length > 90);
    for (const file of files.filter((name) => !BY_HAND.includes(name))) {
      const text = readFileSync(join(folder, file), "utf8");
      for (const [, name] of text.matchAll(/^(?:import|export) [^;]*?from "([^"]+)"/gms)) {
        if (name!.startsWith(".")) {
          const target = relative(folder, join(folder, dirname(file), name!));
          assert.ok(!target.startsWith(".."), `${file} imports ${name}`);
        } else if (!name!.startsWith("node:")) {
          const [scope, plain] = name!.split("/");
          const wanted = scope!.startsWith("@") ? `${scope}/${plain}` : scope!;
          assert.ok(wanted in dependencies, `${file} imports ${name}`);
        }
      }
    }
  });

  it("has pure policies: only pack.ts and kit/pulumi.ts know Pulumi's SDK, and no policy reads a file or the clock", () => {
    for (const file of files.filter((name) => /^(?:cloud|kubernetes|kit)\//.test(name) && name !== "kit/pulumi.ts")) {
      const text = readFileSync(join(folder, file), "utf8");
      assert.doesNotMatch(text, /from "(?:node:|@pulumi\/)/, file);
      if (file !== "kit/today.ts")
        assert.doesNotMatch(text, /Date\.now|new Date\(\)|\bprocess\.(?:env|cwd|argv|exit)/, file);
    }
  });
});
