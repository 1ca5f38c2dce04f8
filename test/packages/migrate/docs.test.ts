import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "@pmp/migrate";

describe("docs/migrate.md", () => {
  it("lists every rule over code, with its level", () => {
    const text = readFileSync(join(import.meta.dirname, "../../../docs/migrate.md"), "utf8");
    const listed = [...text.matchAll(/^\| `([\w-]+)` +\|.*\| (edit|decide) +\|/gm)].map(
      ([, name, level]) => `${name ?? ""} ${level ?? ""}`,
    );
    const rules = RULES.filter(({ reads }) => reads === "code").map(
      ({ name, level }) => `${name} ${level === "say" ? "decide" : level}`,
    );
    assert.deepEqual(
      listed.filter((each) => !/^xray-(?:import|other-use) /.test(each)),
      rules,
    );
  });
});
