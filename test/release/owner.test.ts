import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chartMetadata } from "../../release/main.ts";
import { readOwner, withScope } from "../../release/owner.ts";
import { publishCommands } from "../../release/publish.ts";

const own = readOwner();
const names = {
  npm: ["SHA256SUMS", "pmp-tracing-1.2.3.tgz"],
  chart: ["SHA256SUMS", "pmp-api-1.2.3.cdx.json", "pmp-xray-0.4.0.tgz"],
};

describe("release: what only the owner can say", () => {
  it("is empty in this repository: nobody's address, person or registry is invented", () => {
    const { comment, scope, ...rest } = own;
    assert.match(comment, /owner/);
    assert.equal(scope, "@pmp");
    assert.deepEqual(rest, { home: "", repository: "", maintainers: [], icon: "", registry: "" });
    assert.deepEqual(chartMetadata(own), {});
  });

  it("is refused with every problem at once", () => {
    const dir = mkdtempSync(join(tmpdir(), "pmp-xray-owner-"));
    try {
      const file = join(dir, "owner.json");
      writeFileSync(file, JSON.stringify({ ...own, scope: "pmp", home: "http://example.com", registry: "ghcr.io" }));
      assert.throws(
        () => readOwner(pathToFileURL(file)),
        /^Error: release\/owner\.json:\n- scope: .*\n- home: .*\n- registry: /,
      );
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it("goes into the chart", () => {
    const owner = {
      ...own,
      home: "https://example.com",
      repository: "https://example.com/r",
      maintainers: [{ name: "A" }],
    };
    assert.deepEqual(chartMetadata(owner), {
      home: "https://example.com",
      sources: ["https://example.com/r"],
      maintainers: [{ name: "A" }],
    });
  });

  it("replaces the scope of packages, and nothing that looks like it", () => {
    const text = 'import "@pmp/tracing/register"; // @pmp and user@pmp.example, @pmpx/y';
    assert.equal(
      withScope(text, { scope: "@shop" }),
      'import "@shop/tracing/register"; // @pmp and user@pmp.example, @pmpx/y',
    );
    assert.equal(withScope(text, own), text);
  });
});

describe("release: publishing", () => {
  it("is refused under the scope of the sources, which nobody here owns", () => {
    assert.throws(() => publishCommands(own, names), /scope is still "@pmp".*Set a scope that you own/);
  });

  it("publishes each tarball with provenance, and signs it", () => {
    assert.deepEqual(publishCommands({ ...own, scope: "@shop" }, names), [
      ["npm", "publish", "dist/npm/pmp-tracing-1.2.3.tgz", "--provenance", "--access", "public"],
      signed("dist/npm/pmp-tracing-1.2.3.tgz"),
      signed("dist/chart/pmp-xray-0.4.0.tgz"),
    ]);
  });

  it("pushes the chart where a registry is named, and signs it there", () => {
    const commands = publishCommands({ ...own, scope: "@shop", registry: "registry.example.com/charts" }, names);
    assert.deepEqual(commands.slice(1, 3), [
      ["helm", "push", "dist/chart/pmp-xray-0.4.0.tgz", "oci://registry.example.com/charts"],
      ["cosign", "sign", "--yes", "registry.example.com/charts/pmp-xray:0.4.0"],
    ]);
  });
});

function signed(path: string): readonly string[] {
  return ["cosign", "sign-blob", "--yes", "--bundle", `${path}.sigstore.json`, path];
}
