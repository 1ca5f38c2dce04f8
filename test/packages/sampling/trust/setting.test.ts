import assert from "node:assert/strict";
import fc from "fast-check";
import {
  correctedTrust,
  DEFAULT_TRUST,
  parseTrust,
  parseTrustEntries,
  trustsOutside,
} from "../../../../packages/sampling/src/trust/index.ts";

describe("whom to trust", () => {
  it("is the default when nothing is said", () => {
    for (const text of [undefined, "", " ", ", ,"]) {
      assert.deepEqual(parseTrust(text), { setting: DEFAULT_TRUST, problems: [] });
    }
  });

  it("is all or none", () => {
    assert.deepEqual(parseTrust(" all ").setting, { kind: "all" });
    assert.deepEqual(parseTrust("none").setting, { kind: "none" });
  });

  it("is a list of blocks and headers", () => {
    const { setting, problems } = parseTrust(" 10.0.0.0/16, fd00::/8 , header:X-Gateway,header:x-b");
    assert.deepEqual(problems, []);
    assert.ok(setting.kind === "listed");
    assert.deepEqual(setting.headers, ["x-gateway", "x-b"]);
    assert.deepEqual(
      setting.blocks.map(({ text }) => text),
      ["10.0.0.0/16", "fd00::/8"],
    );
  });

  const wrong: [entry: string, fix: string | undefined][] = [
    ["10.0.0.1", "10.0.0.1/32"],
    ["fd00::1", "fd00::1/128"],
    ["10.0.0.0/33", undefined],
    ["10.0.0.0/08", undefined],
    ["10.0.0/8", undefined],
    ["fd00::/129", undefined],
    ["shop.example", undefined],
    ["header:", undefined],
    ["header:a b", undefined],
    ["header=x-gateway", "header:x-gateway"],
    ["header:traceparent", undefined],
    ["header:X-Amzn-Trace-Id", undefined],
    ["header:host", undefined],
    ["header: x-gateway", "header:x-gateway"],
    ["Header:x-gateway", "header:x-gateway"],
    ["ALL", "all"],
    ["None", "none"],
    ["::ffff:10.0.0.0/104", undefined],
    ["*", "all"],
    ["true", "all"],
    ["false", "none"],
  ];
  for (const [entry, fix] of wrong) {
    it(`is not ${entry}: ${fix === undefined ? "nothing is guessed" : `${fix} is proposed, and is right`}`, () => {
      const { setting, problems } = parseTrust(entry);
      assert.deepEqual(setting, DEFAULT_TRUST);
      assert.equal(problems.length, 1);
      assert.equal(problems[0]?.given, entry);
      const corrected = correctedTrust([entry], problems);
      assert.deepEqual(corrected, fix === undefined ? undefined : [fix]);
      if (corrected) assert.deepEqual(parseTrustEntries(corrected).problems, []);
    });
  }

  it("keeps the entries that are right, and tells all that are not", () => {
    const { setting, problems } = parseTrust("10.0.0.0/8,10.0.0.1,none,header:host");
    assert.deepEqual(
      problems.map(({ given }) => given),
      ["10.0.0.1", "none", "header:host"],
    );
    assert.ok(setting.kind === "listed");
    assert.deepEqual([setting.blocks.length, setting.headers.length], [1, 0]);
  });

  it("never becomes all by a value that is wrong", () => {
    const text = fc.stringMatching(/^[al,no*e0-3/.: ]{0,12}$/);
    fc.assert(
      fc.property(
        text,
        (value) => parseTrust(value).setting.kind !== "all" || value.trim().replaceAll(/[, ]/g, "") === "all",
      ),
    );
  });

  it("lets callers from outside decide where all do, a header is enough or a block is public", () => {
    const outside = [
      "all",
      "header:x-gateway",
      "10.0.0.0/8,header:x",
      "0.0.0.0/0",
      "8.0.0.0/8",
      "8.0.0.0/5",
      "::/0",
      "172.0.0.0/8",
    ];
    const within = [
      undefined,
      "none",
      "10.0.0.0/8",
      "172.16.0.0/12,192.168.0.0/24",
      "100.64.0.0/16",
      "fd00::/8",
      "fe80::/64",
    ];
    for (const text of outside) assert.equal(trustsOutside(parseTrust(text).setting), true, text);
    for (const text of within) assert.equal(trustsOutside(parseTrust(text).setting), false, text);
  });
});
