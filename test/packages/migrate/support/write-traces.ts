/** Writes what apps record before and after the migration into `traces.json`: read the diff. */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findMigration, writeChanges } from "@pmp/migrate";
import { AppCopy, apps } from "./apps.ts";
import { record } from "./recording.ts";

for (const app of apps()) {
  if (app.run === undefined || (process.argv.length > 2 && !process.argv.includes(app.name))) continue;
  const copy = new AppCopy(app);
  try {
    const until = (): (() => boolean) => {
      const start = Date.now();
      return () => Date.now() - start > 6_000;
    };
    const before = await record(app, copy.folder, until());
    const migration = await findMigration(copy.folder, { accept: new Set(app.accept) });
    await writeChanges(copy.folder, migration.changes);
    const after = await record(app, copy.folder, until());
    const same = JSON.stringify(before) === JSON.stringify(after);
    const json = JSON.stringify(same ? { before } : { before, after }, undefined, 2);
    writeFileSync(join(dirname(app.before), "traces.json"), `${json}\n`);
    process.stdout.write(`${app.name}: ${same ? "the same" : "differs"}\n`);
  } finally {
    copy.remove();
  }
}
