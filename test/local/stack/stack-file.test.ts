import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SettingsError } from "../../../components/settings/problems.ts";
import { repository } from "../../../local/names.ts";
import { readStackFile } from "../../../local/stack/stack-file.ts";
import { UsageError } from "@pmp/command-line";
import { temporaryFolder } from "../../packages/tools/support.ts";

const own = join(repository, "Pulumi.local.yaml");

async function file(text: string): Promise<string> {
  const path = join(await temporaryFolder(), "Pulumi.local.yaml");
  writeFileSync(path, text);
  return path;
}

describe("local/stack/stack-file", () => {
  it("takes this repository's own, though it lacks what only the machine knows", () => {
    assert.equal(readStackFile(own), readFileSync(own, "utf8"));
  });

  it("says which file can't be read, and why", () => {
    assert.throws(
      () => readStackFile("/missing/Pulumi.local.yaml"),
      (error) =>
        error instanceof UsageError && /can't be read: ENOENT.*\/missing\/Pulumi\.local\.yaml/.test(error.message),
    );
  });

  it("says which file is no stack file", async () => {
    for (const text of ["config: []", "- a", "config: { a: [ }"]) {
      const path = await file(text);
      assert.throws(
        () => readStackFile(path),
        (error) => error instanceof UsageError && error.message.startsWith(`${path} is not a stack file: `),
        text,
      );
    }
  });

  it("names every wrong setting, before anything is started", async () => {
    const text = readFileSync(own, "utf8")
      .replace("replicas: 1", "replicas: -1")
      .replace("faultRatePercent: 5", "faultRatePercent: 500\n    unheard: of");
    const path = await file(text);
    assert.throws(
      () => readStackFile(path),
      (error) =>
        error instanceof SettingsError &&
        ["replicas", "faultRatePercent", "unheard"].every((name) => error.message.includes(name)),
    );
  });
});
