import assert from "node:assert/strict";
import { findMigration, RULES } from "@pmp/migrate";
import { fixtures, migrateCopy, said } from "./support/fixtures.ts";

const all = fixtures();

describe("rules of migrate", () => {
  for (const { rule, name, before, after, say } of all) {
    it(`${rule}/${name}: changes and says what is expected`, async () => {
      const migration = await findMigration(before);
      assert.deepEqual(Object.fromEntries(migration.changes.map((change) => [change.path, change.after])), after);
      assert.equal(said(migration), say);
      assert.ok(
        migration.findings.some((finding) => finding.rule.name === rule),
        `${rule} found nothing in its own fixture`,
      );
    });

    it(`${rule}/${name}: a second run finds nothing but what is to decide`, async () => {
      const again = await migrateCopy(before, after);
      assert.deepEqual(again.changes, []);
      const left = again.findings.map((finding) => `${finding.path}: ${finding.rule.name} ${finding.level}`);
      assert.deepEqual(
        left.filter((line) => line.endsWith("edit") && again.units.every(({ blockedBy }) => blockedBy.length === 0)),
        [],
      );
    });
  }

  it("each has a fixture in which it finds something, and each of level edit one that is changed", () => {
    for (const { name, level } of RULES) {
      const own = all.filter(({ rule }) => rule === name);
      assert.ok(own.length > 0, `${name} has no fixture: add test/packages/migrate/fixtures/${name}/CASE/before`);
      const shown = own.some(({ after, say }) => (level === "edit" ? Object.keys(after).length > 0 : say !== ""));
      assert.ok(shown, `${name} has no fixture with ${level === "edit" ? "after/" : "say.txt"}`);
    }
  });

  it("has a unique name, and says what, why and how", () => {
    assert.equal(new Set(RULES.map(({ name }) => name)).size, RULES.length);
    for (const { name, title, why, fix } of RULES) {
      assert.match(name, /^[a-z][a-z0-9-]*$/);
      for (const text of [why, fix]) assert.match(text, /^[A-Z@`][^]*\.$/, name);
      assert.doesNotMatch(title, /\.$/, name);
    }
  });
});
