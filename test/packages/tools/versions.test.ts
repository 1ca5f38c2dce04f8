import assert from "node:assert/strict";
import fc from "fast-check";
import { compareVersions, findVersion, isInRange } from "../../../packages/tools/src/versions.ts";

const version = fc.tuple(fc.nat(2000), fc.nat(2000), fc.nat(2000)).map((numbers) => numbers.join("."));

describe("packages/tools/versions", () => {
  it("orders by number, not by text", () => {
    assert.ok(compareVersions("1.10.0", "1.9.9") > 0);
    assert.ok(compareVersions("2.0.0", "10.0.0") < 0);
    assert.equal(compareVersions("1.36.3", "1.36.3"), 0);
  });

  it("is a total order", () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        assert.equal(Math.sign(compareVersions(a, b)), -Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) assert.ok(compareVersions(a, c) <= 0);
      }),
    );
  });

  it("has its lower end in a range and its upper end outside", () => {
    const range = { from: "1.36.0", below: "1.37.0" };
    assert.equal(isInRange("1.36.0", range), true);
    assert.equal(isInRange("1.36.99", range), true);
    assert.equal(isInRange("1.37.0", range), false);
    assert.equal(isInRange("1.35.9", range), false);
  });

  it("finds a version with two or three numbers, and none where there is none", () => {
    assert.equal(findVersion("Kubernetes v1.36.3"), "1.36.3");
    assert.equal(findVersion("v4.1"), "4.1.0");
    assert.equal(findVersion("CNI bridge plugin version unknown"), undefined);
  });
});
