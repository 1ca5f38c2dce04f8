import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cases, template } from "./definitions.ts";
import { VERDICTS } from "./verdicts.ts";

/**
 * Asks cfn-lint (https://github.com/aws-cloudformation/cfn-lint) about every definition, and writes what it says. It is not needed by the
 * tests, which read the file. Run by hand, with its program on PATH or named:
 *
 *     python3 -m venv /tmp/lint && /tmp/lint/bin/pip install cfn-lint
 *     node test/packages/model/ecs/support/write-verdicts.ts /tmp/lint/bin/cfn-lint
 */
const [, , program = "cfn-lint"] = process.argv;
const version = execFileSync(program, ["--version"], { encoding: "utf8" }).trim();
const folder = mkdtempSync(join(tmpdir(), "cfn-lint-"));
try {
  const all = cases();
  const files = all.map((_, index) => join(folder, `${index}.json`));
  for (const [index, each] of all.entries()) writeFileSync(files[index]!, JSON.stringify(template(each)));
  // Exit code 2 says that something was found.
  const { stdout } = spawnSync(program, ["--format", "json", "--regions", "us-east-1", "--", ...files], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const found = JSON.parse(stdout) as { Filename: string; Level: string; Rule: { Id: string } }[];
  const verdicts = all.map(({ name }, index) => {
    const errors = found.filter(({ Filename, Level }) => Filename === files[index] && Level === "Error");
    return [name, [...new Set(errors.map(({ Rule }) => Rule.Id))].sort()];
  });
  writeFileSync(
    VERDICTS,
    `${JSON.stringify({ version, verdicts: Object.fromEntries(verdicts) as unknown }, null, 2)}\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
