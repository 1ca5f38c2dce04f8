import assert from "node:assert/strict";
import fc from "fast-check";
import { parseTrust, trustsCaller, type Caller } from "../../../../packages/sampling/src/trust/index.ts";
import { privateText, publicText } from "./addresses.ts";

const { setting } = parseTrust(undefined);

function inside(headers: Caller["headers"], peer: string | undefined = "10.0.0.1"): boolean {
  return trustsCaller(setting, { peer, headers });
}

const port = fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined });
const space = fc.constantFrom("", " ", "\t", "  ");

/** An entry of X-Forwarded-For: an address, with a port or without. */
function entry(address: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(address, port, fc.boolean(), space, space).map(([text, number, quoted, before, after]) => {
    const host = text.includes(":") && number !== undefined ? `[${text}]` : text;
    const node = number === undefined ? host : `${host}:${number}`;
    return before + (quoted ? `"${node}"` : node) + after;
  });
}

/** An element of Forwarded, with other parameters before and behind. */
function element(address: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const parameters = fc.subarray([
    "proto=https",
    'by="[2001:db8::7]:80"',
    "host=shop.example",
    'secret="a,;=\\"b"',
    "by=_hidden",
  ]);
  const name = fc.constantFrom("for", "For", "FOR");
  return fc.tuple(address, port, name, parameters, parameters, space).map(([text, number, key, before, after, gap]) => {
    const host = text.includes(":") ? `[${text}]` : text;
    const node = `${host}${number === undefined ? "" : `:${number}`}`;
    const value = node.includes(":") ? `"${node}"` : node;
    return [...before, `${key}=${value}`, ...after].join(`${gap};${gap}`);
  });
}

function listWith(inner: fc.Arbitrary<string>, others: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(others, { maxLength: 4 }), inner, fc.array(others, { maxLength: 4 }))
    .map(([before, one, after]) => [...before, one, ...after].join(","));
}

describe("forwarded headers", () => {
  for (const [header, one] of [
    ["x-forwarded-for", entry],
    ["forwarded", element],
  ] as const) {
    it(`${header}: private addresses alone are inside, in every form`, () => {
      const list = fc.array(one(privateText), { minLength: 1, maxLength: 5 }).map((entries) => entries.join(","));
      fc.assert(fc.property(list, (text) => inside({ [header]: text })));
    });

    it(`${header}: one public address anywhere is outside`, () => {
      fc.assert(fc.property(listWith(one(publicText), one(privateText)), (text) => !inside({ [header]: text })));
    });

    it(`${header}: a proxy that adds a public address makes it outside, whatever the client had sent`, () => {
      const unit = fc.constantFrom("for=", "10.0.0.1", '"', "\\", ",", ";", "=", "[", "]", ":", " ", "x", "_", "::1");
      const sent = fc.array(unit, { maxLength: 14 }).map((parts) => parts.join(""));
      fc.assert(
        fc.property(sent, one(publicText), (client, added) => !inside({ [header]: `${client}, ${added}` })),
        { numRuns: 3_000 },
      );
    });
  }

  const unreadable = [
    "",
    " ",
    ",",
    "unknown",
    "_hidden",
    "localhost",
    "10.0.0.1:",
    "10.0.0.1:123456",
    "10.0.0.1:x",
    "[::1",
    "::1]",
  ];
  const broken = [
    "[10.0.0.1]",
    "[::1]x",
    '"10.0.0.1',
    '10.0.0.1"',
    "10.0.0.1 10.0.0.2",
    "10.0.0.1;10.0.0.2",
    "for=10.0.0.1",
  ];
  for (const text of [...unreadable, ...broken]) {
    it(`x-forwarded-for: ${JSON.stringify(text)} can't be read, and is outside`, () => {
      assert.equal(inside({ "x-forwarded-for": text }), false);
      if (text.trim() !== "" && text !== ",") assert.equal(inside({ "x-forwarded-for": `10.0.0.2, ${text}` }), false);
    });
  }

  const notRfc = [
    "",
    ",",
    "10.0.0.1",
    "for",
    "for=",
    "for =10.0.0.1",
    "for=10.0.0.1 x",
    'for="10.0.0.1',
    'for="10.0.0.1"x',
  ];
  const hidden = [
    "for=unknown",
    'for="_hidden"',
    "by=10.0.0.1",
    "proto=https",
    "for=10.0.0.1;for=203.0.113.7",
    "for=10.0.0.1;;by=x",
  ];
  for (const text of [...notRfc, ...hidden]) {
    it(`forwarded: ${JSON.stringify(text)} can't be read, and is outside`, () => {
      assert.equal(inside({ forwarded: text }), false);
      assert.equal(inside({ forwarded: `for=10.0.0.2, ${text === "" ? "x" : text}` }), text === ",");
    });
  }

  it("are skipped where a list has empty members, and read where an element ends with a semicolon", () => {
    assert.equal(inside({ "x-forwarded-for": "10.0.0.1,, 10.0.0.2," }), true);
    assert.equal(inside({ forwarded: "for=10.0.0.1,, for=10.0.0.2;, " }), true);
  });

  it("count together: each of them, and the peer", () => {
    const both = { "x-forwarded-for": "10.0.0.1", forwarded: "for=10.0.0.1" };
    assert.equal(inside(both), true);
    assert.equal(inside({ ...both, forwarded: "for=203.0.113.7" }), false);
    assert.equal(inside({ ...both, "x-forwarded-for": "203.0.113.7" }), false);
    assert.equal(inside(both, "203.0.113.7"), false);
    assert.equal(trustsCaller(setting, { peer: undefined, headers: {} }), false, "a peer that is not known");
  });

  it("that came several times are one list", () => {
    assert.equal(inside({ "x-forwarded-for": ["10.0.0.1", "203.0.113.7"] }), false);
    assert.equal(inside({ "x-forwarded-for": ["10.0.0.1", "10.0.0.2"] }), true);
  });

  it("take no longer the longer they are: as long as a header can be", () => {
    const longest = 16_384;
    const parts = [
      "10.0.0.1,",
      "::1,",
      "[::1]:1,",
      "for=10.0.0.1,",
      'for="[::1]",',
      '"',
      ",",
      "for=",
      "a=",
      "[",
      "%",
      ":",
    ];
    const start = performance.now();
    for (const part of parts) {
      const text = part.repeat(Math.floor(longest / part.length));
      inside({ "x-forwarded-for": text, forwarded: text });
    }
    // Far more than it takes: a quadratic reader needs a thousand times as long.
    assert.ok(performance.now() - start < 2_000);
  });
});
