import assert from "node:assert/strict";
import fc from "fast-check";
import { isCardNumber, redactCards } from "@pmp/secrets";

const digit = fc.integer({ min: 0, max: 9 });

/** The check digit by its definition: each second digit from the right doubled, the digits of the products summed. */
function withCheckDigit(digits: readonly number[]): string {
  const sum = [...digits]
    .reverse()
    .flatMap((value, at) => Array.from(String(at % 2 === 0 ? value * 2 : value), Number))
    .reduce((total, value) => total + value, 0);
  return `${digits.join("")}${(10 - (sum % 10)) % 10}`;
}

const card = fc.array(digit, { minLength: 14, maxLength: 14 }).map((rest) => withCheckDigit([4, ...rest]));

describe("card numbers", () => {
  it("are taken out with what stands between their groups, whatever digits are beside them", () => {
    const separator = fc.constantFrom(
      "",
      " ",
      "-",
      ".",
      "\u00a0",
      "\u2009",
      "–",
      "  ",
      " - ",
      "/",
      "\n",
      "%20",
      "&nbsp;",
    );
    const before = fc.constantFrom("", "card ", "order-7-", "2 ", "id=17, ", "x_");
    const behind = fc.constantFrom("", " 12/29", " 123", "_1", ", 5 items", " 12/29 123");
    fc.assert(
      fc.property(card, separator, before, behind, (number, between, left, right) => {
        const groups = number.match(/.{4}/g) ?? [];
        const out = redactCards(left + groups.join(between) + right, "#");
        assert.ok(out.includes("#"), out);
        assert.ok(
          groups.every((group, at) => at === 0 || !out.includes(`${groups[at - 1] ?? ""}${between}${group}`)),
          out,
        );
      }),
    );
  });

  it("are no other numbers", () => {
    fc.assert(
      fc.property(card, fc.integer({ min: 1, max: 9 }), (number, more) => {
        const wrong = number.slice(0, -1) + String((Number(number.at(-1)) + more) % 10);
        assert.equal(isCardNumber(wrong), false);
        assert.equal(redactCards(`n ${wrong} m`, "#"), `n ${wrong} m`);
      }),
    );
    for (const text of ["1795363074931", "2024-01-15T10:30:45.123456789Z", "10.0.0.1, 10.0.0.2", "+49 30 901820 17"])
      assert.equal(redactCards(text, "#"), text);
  });
});
