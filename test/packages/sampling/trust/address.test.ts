import assert from "node:assert/strict";
import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { parseTrust, trustsCaller } from "../../../../packages/sampling/src/trust/index.ts";
import { isPrivateAddress } from "../../../../packages/sampling/src/trust/address.ts";
import { privateText, privateV4, publicText, publicV4, written } from "./addresses.ts";

describe("private addresses", () => {
  it("are known in every form in which they are written", () => {
    fc.assert(fc.property(privateText, (text) => isIP(text) > 0 && isPrivateAddress(text)));
  });

  it("are no public ones, in whatever form", () => {
    fc.assert(fc.property(publicText, (text) => isIP(text) > 0 && !isPrivateAddress(text)));
  });

  it("may name their interface when they are link-local, and only then", () => {
    assert.equal(isPrivateAddress("fe80::1%eth0"), true);
    for (const text of ["fe80::1%", "fe80::1%e%f", "::1%lo", "fd00::1%eth0", "10.0.0.1%eth0"]) {
      assert.equal(isPrivateAddress(text), false, text);
    }
  });

  it("are not what different readers take for different addresses, or for none", () => {
    const texts = [
      "",
      " ",
      "010.0.0.1",
      "10.1",
      "10.0.0.1.",
      ".10.0.0.1",
      "10.0.0.256",
      "0xa.0.0.1",
      "10.0.0.1 ",
      "1e1.0.0.1",
    ];
    const six = [":", ":::", "::1::", "1::2::3", "::ffff:10.0.0", "::10.0.0.1:1", "fd00:::1", "fd00::12345", "fd00::g"];
    const long = [
      "fd00:1:2:3:4:5:6:7:8",
      "fd00:1:2:3:4:5:6",
      "fd00::1:2:3:4:5:6:7",
      ":fd00::1",
      "fd00::1:",
      "localhost",
    ];
    for (const text of [...texts, ...six, ...long]) assert.equal(isPrivateAddress(text), false, JSON.stringify(text));
  });

  it("are read as Node reads addresses: what it refuses is none", () => {
    const near = fc.stringMatching(/^[0-9a-dfF:.%x[\]]{0,24}$/);
    fc.assert(
      fc.property(near, (text) => !isPrivateAddress(text) || isIP(text) > 0),
      { numRuns: 2_000 },
    );
  });
});

describe("a block of addresses", () => {
  const inBlocks = (setting: string, peer: string): boolean =>
    trustsCaller(parseTrust(setting).setting, { peer, headers: {} });

  it("holds what Node's BlockList holds", () => {
    const v4 = fc.oneof(privateV4, publicV4);
    fc.assert(
      fc.property(v4, v4, fc.integer({ min: 0, max: 32 }), (base, address, length) => {
        const list = new BlockList();
        list.addSubnet(base.join("."), length, "ipv4");
        const expected = list.check(address.join("."), "ipv4");
        return inBlocks(`${base.join(".")}/${length}`, address.join(".")) === expected;
      }),
    );
    const v6 = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
    const flips = fc.integer({ min: 0, max: 127 });
    fc.assert(
      fc.property(v6, flips, fc.integer({ min: 0, max: 128 }), (groups, bit, length) => {
        // One bit apart: inside exactly when the bit is behind the block's own bits.
        const other = groups.map((group, i) => (i === bit >> 4 ? group ^ (0x8000 >> (bit & 15)) : group));
        const text = (of: number[]): string => of.map((group) => group.toString(16)).join(":");
        // IPv4-mapped addresses are no part of a block of IPv6.
        if (text(other).startsWith("0:0:0:0:0:ffff:")) return true;
        return inBlocks(`${text(groups)}/${length}`, text(other)) === bit >= length;
      }),
    );
  });

  it("holds an address however the socket writes it", () => {
    fc.assert(
      fc.property(
        privateV4.chain((address) =>
          fc.tuple(fc.constant(address), written([...Array<number>(10).fill(0), 255, 255, ...address])),
        ),
        ([address, mapped]) => inBlocks(`${address.join(".")}/32`, mapped),
      ),
    );
  });

  it("of IPv6 holds no IPv4 address", () => {
    assert.equal(inBlocks("::/0", "10.0.0.1"), false);
    assert.equal(inBlocks("::/0", "::ffff:10.0.0.1"), false);
    assert.equal(inBlocks("::/0,0.0.0.0/0", "10.0.0.1"), true);
  });
});
