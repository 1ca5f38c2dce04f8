import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { newClusterDefaults } from "@pmp/model";
import { settingsTable } from "./support/settings-table.ts";

/** The stack files are examples too: what they show in comments must be all there is, and right. */
for (const stack of ["dev", "staging", "prod"]) {
  describe(`Pulumi.${stack}.yaml`, () => {
    const text = readFileSync(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url), "utf8");

    it("shows every setting, set or in a comment", () => {
      const paths = [...settingsTable().matchAll(/^\| `([^`]+)` \|/gm)].map(([, path]) => path!);
      assert.ok(paths.length > 50);
      const keys = paths.map((path) =>
        path
          .replace(/\[\]|\.\*/g, "")
          .split(".")
          .at(-1)!,
      );
      assert.deepEqual(
        keys.filter((key) => !new RegExp(`\\b${key}:`).test(text)),
        [],
      );
    });

    it("shows the defaults of a new cluster", () => {
      const [block] = /^ {4}# new:\n(?: {4}# {3}.*\n)+/m.exec(text) ?? [];
      const shown = parse((block ?? "").replace(/^ {4}# /gm, "")) as { new: unknown };
      assert.deepEqual(shown.new, newClusterDefaults());
    });
  });
}
