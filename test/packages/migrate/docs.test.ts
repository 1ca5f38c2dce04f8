import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "@pmp/migrate";

const DOCS = join(import.meta.dirname, "../../../docs");

describe("docs/migrate.md and docs/migrate-opentelemetry.md", () => {
  it("list every rule over code, with its level", () => {
    const text = ["migrate.md", "migrate-opentelemetry.md"]
      .map((page) => readFileSync(join(DOCS, page), "utf8"))
      .join("");
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
