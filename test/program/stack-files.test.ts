import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { newClusterDefaults, newNetworkDefaults, PLATFORM_SECTIONS } from "@pmp/model";
import { ECS_STACKS } from "../../offline/stack-config.ts";
import { settingsTable } from "./support/settings-table.ts";

/** The stack files are examples too: what they show in comments must be all there is, and right. */
for (const stack of ["dev", "staging", "prod", ...ECS_STACKS.filter((name) => name !== "local-ecs")]) {
  describe(`Pulumi.${stack}.yaml`, () => {
    const text = readFileSync(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url), "utf8");

    const isEcs = stack.startsWith("ecs-");

    it("shows every setting, set or in a comment", () => {
      const paths = [...settingsTable().matchAll(/^\| `([^`]+)` \|/gm)].map(([, path]) => path!);
      assert.ok(paths.length > 50);
      const foreign: readonly string[] = PLATFORM_SECTIONS[isEcs ? "eks" : "ecs"];
      const own = paths.filter(
        (path) => !foreign.includes(path.split(/[.[]/)[0]!) && !(isEcs && path === "agent.projectToken"),
      );
      const keys = own.map((path) =>
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

    it(`shows the defaults of a new ${isEcs ? "network" : "cluster"}`, () => {
      if (isEcs) {
        const [, shown = ""] = /^ {6}# new: (\{.*?\})/m.exec(text) ?? [];
        assert.deepEqual(parse(shown), newNetworkDefaults());
        return;
      }
      const [block] = /^ {4}# new:\n(?: {4}# {3}.*\n)+/m.exec(text) ?? [];
      const shown = parse((block ?? "").replace(/^ {4}# /gm, "")) as { new: unknown };
      assert.deepEqual(shown.new, newClusterDefaults());
    });
  });
}
