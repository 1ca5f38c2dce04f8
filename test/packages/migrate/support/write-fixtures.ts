/** Writes `after` and `say.txt` of the named fixtures (`RULE` or `RULE/CASE`) as the rules are now: read the diff. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findMigration } from "@pmp/migrate";
import { fixtures, said } from "./fixtures.ts";

const wanted = process.argv.slice(2);
for (const { rule, name, before } of fixtures()) {
  if (!wanted.some((each) => each === rule || each === `${rule}/${name}`)) continue;
  const migration = await findMigration(before);
  const folder = dirname(before);
  rmSync(join(folder, "after"), { recursive: true, force: true });
  rmSync(join(folder, "say.txt"), { force: true });
  for (const { path, after } of migration.changes) {
    mkdirSync(dirname(join(folder, "after", path)), { recursive: true });
    writeFileSync(join(folder, "after", path), after);
  }
  if (said(migration) !== "") writeFileSync(join(folder, "say.txt"), said(migration));
}
