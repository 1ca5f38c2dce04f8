import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const read = (path: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, path), "utf8"));
const tracing = z
  .object({ version: z.string(), peerDependencies: z.object({ "@opentelemetry/api": z.string() }) })
  .parse(read("../../../packages/tracing/package.json"));

describe("the packages that a migrated project gets", () => {
  it("are those of this version, and the API that it needs", () => {
    const after = z
      .object({ dependencies: z.record(z.string(), z.string()) })
      .parse(read("fixtures/xray-express/middleware/after/package.json"));
    assert.equal(after.dependencies["@pmp/tracing"], `^${tracing.version}`);
    assert.equal(after.dependencies["@opentelemetry/api"], tracing.peerDependencies["@opentelemetry/api"]);
  });
});
