import assert from "node:assert/strict";
import fc from "fast-check";
import { annotationsOf, cleanAnnotationKey } from "../../../../packages/tracing/src/segment/annotations.ts";
import { withoutQuery } from "../../../../packages/tracing/src/segment/http.ts";
import { cleanName } from "../../../../packages/tracing/src/segment/name.ts";
import { parseStack } from "../../../../packages/tracing/src/segment/stack.ts";
import { seconds, secondsText } from "../../../../packages/tracing/src/segment/values.ts";

describe("segment parts", () => {
  it("write a time as the number that it is, to the microsecond", () => {
    const time = fc.tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }));
    fc.assert(
      fc.property(time, (at) => {
        assert.match(secondsText(at), /^\d+\.\d{6}$/);
        assert.equal(Number(secondsText(at)), seconds(at));
      }),
    );
    assert.equal(secondsText([1_700_000_000, 42_000]), "1700000000.000042");
    assert.equal(secondsText([1_700_000_000, 999_999_999]), "1700000001.000000");
  });

  describe("stack", () => {
    it("reads the frames of a real error", () => {
      function failing(): Error {
        return new Error("message with\n    at first sight a frame");
      }
      const { frames } = parseStack(failing().stack ?? "");
      const own = frames.find(({ label }) => label === "failing");
      assert.equal(own?.path, import.meta.filename);
      assert.ok(own.line > 0);
    });

    const cases: [string, object | undefined][] = [
      ["    at f (/app/a.js:1:2)", { path: "/app/a.js", line: 1, label: "f" }],
      ["    at async Promise.all (index 0)", { path: "index 0", line: 0, label: "Promise.all" }],
      [
        "    at Object.<anonymous> (C:\\app\\a.js:3:4)",
        { path: "C:\\app\\a.js", line: 3, label: "Object.<anonymous>" },
      ],
      [
        "    at new Thing (file:///app/with%20space/b.mjs:5:6)",
        { path: "/app/with space/b.mjs", line: 5, label: "new Thing" },
      ],
      ["    at file:///app/b.mjs:5:6", { path: "/app/b.mjs", line: 5, label: "<anonymous>" }],
      ["    at node:internal/main:8:1", { path: "node:internal/main", line: 8, label: "<anonymous>" }],
      ["    at JSON.parse (<anonymous>)", { path: "<anonymous>", line: 0, label: "JSON.parse" }],
      ["Error: at f (/app/a.js:1:2)", undefined],
      ["  at too few blanks (/a.js:1:2)", undefined],
    ];
    for (const [line, expected] of cases) {
      it(line.trim(), () => assert.deepEqual(parseStack(line).frames, expected ? [expected] : []));
    }

    it("counts the frames that are left out", () => {
      const stack = Array.from({ length: 60 }, (_, i) => `    at f${i} (/a.js:${i + 1}:1)`).join("\n");
      const { frames, truncated } = parseStack(stack);
      assert.equal(frames.length, 50);
      assert.equal(truncated, 10);
    });

    it("never throws, and every frame has a path, a line and a label", () => {
      const line = fc.oneof(
        fc.string(),
        fc.string().map((text) => `    at ${text}`),
        fc.string().map((text) => `    at f (${text}:1:2)`),
      );
      fc.assert(
        fc.property(fc.array(line), (lines) => {
          for (const frame of parseStack(lines.join("\n")).frames) {
            assert.ok(Number.isInteger(frame.line) && frame.label !== "");
          }
        }),
      );
    });
  });

  describe("name", () => {
    it("keeps what X-Ray allows and replaces the rest", () => {
      assert.equal(cleanName("GET /a/:id é@x"), "GET /a/:id é@x");
      assert.equal(cleanName("a{b}|c"), "a_b__c");
      assert.equal(cleanName("   "), "unknown");
    });

    it("is never empty and at most 200 characters, of allowed characters only", () => {
      fc.assert(
        fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
          const name = cleanName(text);
          assert.ok(name.length >= 1 && name.length <= 200);
          assert.match(name, /^[\p{L}\p{N}\s_.:/%&#=+\\\-@]+$/u);
        }),
      );
    });
  });

  describe("time", () => {
    it("is in seconds to the microsecond", () => {
      assert.equal(seconds([1465509608, 123_456_789]), 1465509608.123457);
      assert.equal(seconds([1465509608, 999_999_999]), 1465509609);
    });

    it("keeps the order of times", () => {
      const time = fc.tuple(
        fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }),
        fc.integer({ min: 0, max: 999_999_999 }),
      );
      fc.assert(
        fc.property(time, time, (one, other) => {
          const earlier = one[0] < other[0] || (one[0] === other[0] && one[1] <= other[1]);
          assert.ok(earlier ? seconds(one) <= seconds(other) : seconds(one) >= seconds(other));
        }),
      );
    });
  });

  describe("URL", () => {
    const cases: [string, string][] = [
      ["https://a.example/x?token=1#y", "https://a.example/x"],
      ["https://a.example/x#y?z", "https://a.example/x"],
      ["https://u:p@a.example/x", "https://a.example/x"],
      ["https://a.example/@me", "https://a.example/@me"],
      ["/x?y", "/x"],
    ];
    for (const [url, expected] of cases)
      it(`${url} becomes ${expected}`, () => assert.equal(withoutQuery(url), expected));
  });

  describe("annotations", () => {
    it("take scalars only and cut long texts", () => {
      const attributes = { a: "x".repeat(1_001), b: 1, c: true, d: [1], e: undefined, f: NaN };
      const found = annotationsOf(attributes, new Set(["a", "b", "c", "d", "e", "f", "missing"]));
      assert.deepEqual(found, { a: "x".repeat(1_000), b: 1, c: true });
    });

    it("are at most 50", () => {
      const attributes = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, i]));
      assert.equal(Object.keys(annotationsOf(attributes, new Set(Object.keys(attributes))) ?? {}).length, 50);
    });

    it("have keys of letters, digits, _ and .", () => {
      assert.equal(cleanAnnotationKey("user tier/é"), "user_tier__");
      fc.assert(
        fc.property(fc.string({ unit: "binary", maxLength: 600 }), (key) => {
          assert.match(cleanAnnotationKey(key), /^[A-Za-z0-9_.]{0,500}$/);
        }),
      );
    });
  });
});
