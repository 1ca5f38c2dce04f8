import assert from "node:assert/strict";
import fc from "fast-check";
import { problemsOf, set } from "./support.ts";

/** What is wrong with a new cluster's network or its public blocks, as paths. */
function wrong(settings: object): string[] {
  const cluster = { name: "pmp-cluster", mode: "new", new: settings };
  return problemsOf({ "pmp-xray:cluster": cluster }).map(({ path }) => path);
}

const address = (number: number) => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

describe("settings: address blocks of a new cluster", () => {
  for (const cidr of [
    ...["10.300.0.0/16", "10.0.1.0/16", "10.0.0.1/16", "172.16.0.0/15", "172.32.0.0/16", "192.169.0.0/16"],
    ...["10.0.0.0/15", "10.0.0.0/21", "10.0.0.0", "010.0.0.0/16", "10.0.0.0/016", "11.0.0.0/16", " 10.0.0.0/16"],
  ]) {
    it(`network.cidr: refuses ${JSON.stringify(cidr)}`, () => {
      assert.deepEqual(wrong({ network: { cidr } }), ["pmp-xray:cluster.new.network.cidr"]);
    });
  }

  it("network.cidr: says what is right", () => {
    const network = { cidr: "10.0.1.0/16" };
    assert.deepEqual(problemsOf({ "pmp-xray:cluster": { name: "pmp-cluster", mode: "new", new: { network } } }), [
      {
        path: "pmp-xray:cluster.new.network.cidr",
        value: '"10.0.1.0/16"',
        allowed: "a private block of /16 to /20 with its first address, like 10.0.0.0/16",
        fix: set("cluster.new.network.cidr", "'10.0.0.0/16'"),
      },
    ]);
  });

  it("network.cidr: takes every private block of /16 to /20, and none that doesn't begin at its first address", () => {
    const blocks = fc.record({
      net: fc.constantFrom([10 * 2 ** 24, 8], [172 * 2 ** 24 + 16 * 2 ** 16, 12], [192 * 2 ** 24 + 168 * 2 ** 16, 16]),
      length: fc.integer({ min: 16, max: 20 }),
      part: fc.double({ min: 0, max: 0.999, noNaN: true }),
      host: fc.integer({ min: 1, max: 2 ** 12 - 1 }),
    });
    fc.assert(
      fc.property(blocks, ({ net: [base, netLength], length, part, host }) => {
        const first = base + Math.floor(part * 2 ** (length - netLength)) * 2 ** (32 - length);
        assert.deepEqual(wrong({ network: { cidr: `${address(first)}/${length}` } }), []);
        assert.deepEqual(wrong({ network: { cidr: `${address(first + host)}/${length}` } }).length, 1);
      }),
      { numRuns: 50 },
    );
  });

  for (const cidr of ["203.0.113.0/24", "8.0.0.0/8", "203.0.113.7/32"]) {
    it(`publicAccessCidrs: takes ${cidr}`, () => assert.deepEqual(wrong({ publicAccessCidrs: [cidr] }), []));
  }

  for (const cidr of ["203.0.113.7/24", "300.0.113.0/24", "10.0.0.0/16", "127.0.0.1/32", "0.0.0.0/0", "224.0.0.0/8"]) {
    it(`publicAccessCidrs: refuses ${cidr}`, () => {
      assert.deepEqual(wrong({ publicAccessCidrs: [cidr] }), ["pmp-xray:cluster.new.publicAccessCidrs[0]"]);
    });
  }
});
