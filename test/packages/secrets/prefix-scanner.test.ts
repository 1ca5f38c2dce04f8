import assert from "node:assert/strict";
import fc from "fast-check";
import { FORM_BEGINNINGS, prefixScanner, SECRET_FORMS } from "@pmp/secrets";

const FORMS = SECRET_FORMS.filter(({ begins }) => begins !== "://");

describe("the scanner of prefixes", () => {
  it("says which groups have a pattern that begins in the text", () => {
    const scan = prefixScanner({ patterns: ["ab\\d", "x"] }, { patterns: ["ab", "%3", "\\["], ignoreCase: true });
    const cases: [string, number][] = [
      ["", 0],
      ["nothing", 0],
      ["ab1", 3],
      ["AB1", 2],
      ["cab1", 0],
      ["_ab1 ", 3],
      ["é%3", 2],
      ["a x", 1],
      ["ax", 0],
      ["[", 2],
      ["[x", 3],
    ];
    for (const [text, found] of cases) assert.equal(scan(text), found, text);
  });

  it("finds in any text the same as the expressions", () => {
    const scan = prefixScanner({ patterns: ["ab+c", "b[ac]", "-a", "c"] });
    const all = /(?<![A-Za-z0-9])(?:ab+c|b[ac]|c)|-a/;
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "-", "1", "é"), maxLength: 12 });
    fc.assert(
      fc.property(text, (made) => assert.equal(scan(made) === 1, all.test(made), made)),
      { numRuns: 2_000 },
    );
  });

  /** So that no form is added that the one pass before the expressions never lets through. */
  for (const { what, source, begins } of FORMS) {
    it(`lets through ${what} (${begins.slice(0, 20)})`, () => {
      const scan = prefixScanner({ patterns: FORM_BEGINNINGS });
      const body = source
        .replace("(?<![A-Za-z0-9])", "")
        .replace("(?![A-Za-z0-9])", "")
        .replaceAll(/\[\\s\\S\]\*\??/g, "x");
      const values = fc.sample(fc.stringMatching(new RegExp(`^(?:${body})$`)), 50);
      const told = values.filter((value) => new RegExp(source).test(`: ${value} `));
      assert.ok(told.length > 0, "the expression tells some of them");
      for (const value of told)
        for (const text of [value, `: ${value} `, `_${value}`, `é${value}`]) assert.equal(scan(text), 1, text);
    });
  }
});
