import assert from "node:assert/strict";
import { join } from "node:path";
import { ESLint, Linter } from "eslint";

const eslint = new ESLint({ cwd: join(import.meta.dirname, "..") });

/** What the lint rule of file names, as eslint.config.mjs sets it for a file, says of the file's path. */
async function problemsOf(filename: string): Promise<string[]> {
  const config = (await eslint.calculateConfigForFile(filename)) as Linter.Config | undefined;
  const rule = config?.rules?.["unicorn/filename-case"];
  assert.ok(config?.plugins?.unicorn !== undefined && rule !== undefined, `${filename} is not linted`);
  const only = { files: ["**/*.*"], plugins: config.plugins, rules: { "unicorn/filename-case": rule } };
  return new Linter().verify("", [only], { filename }).map(({ message }) => message);
}

describe("the lint rule of file names", function () {
  // The first call loads all of ESLint's plugins.
  this.timeout(60_000);

  for (const name of [
    "components/iam/writePolicy.ts",
    "packages/xray-local/page/src/views/TraceList.tsx",
    "test/cli/stack_file.test.ts",
    "cli/dev/referenceApi.mjs",
    "policy/Index.cjs",
    "packages/toolKit/src/get.ts",
  ]) {
    it(`refuses ${name}`, async () => {
      assert.match((await problemsOf(name)).join(), /^(?:Filename|Directory name `toolKit`) is not in kebab case/);
    });
  }

  for (const name of ["components/iam/write-policy.ts", "test/cli/stack-file.test.ts", "packages/api/bundle.d.mts"]) {
    it(`accepts ${name}`, async () => {
      assert.deepEqual(await problemsOf(name), []);
    });
  }
});
