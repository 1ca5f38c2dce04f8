import assert from "node:assert/strict";
import { checkSettings } from "../../../components/settings/load.ts";
import type { Problem } from "@pmp/model";
import { SettingsError } from "../../../components/settings/problems.ts";
import { stackConfig, type Overrides } from "../../../offline/stack-config.ts";

/** The problems of the prod stack with some keys changed; none when it is accepted. */
export function problemsOf(overrides: Overrides): readonly Problem[] {
  try {
    checkSettings(stackConfig("prod", overrides));
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

/** What is wrong, and the one problem that it must give: path, value, allowed, fix. */
export type Refused = readonly (readonly [string, Overrides, readonly [string, string, string, string]])[];

/** One test for each mistake: exactly this problem, and no other. */
export function refuses(table: Refused): void {
  for (const [what, overrides, [path, value, allowed, fix]] of table) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(problemsOf(overrides), [{ path, value, allowed, fix }]);
    });
  }
}

/** The command that fixes a problem. */
export function set(path: string, value: string): string {
  return `pulumi config set --path 'pmp-xray:${path}' ${value}`;
}
