import assert from "node:assert/strict";
import fc from "fast-check";
import { Redactor } from "../../../../packages/tracing/src/redact/redactor.ts";
import { redactSql } from "../../../../packages/tracing/src/redact/sql.ts";
import { toDocument } from "../../../../packages/tracing/src/segment/document.ts";
import { assertGone, FORMS, KEYS, value } from "../support/secret-forms.ts";
import { HARMLESS } from "../support/harmless-texts.ts";
import { makeSpan } from "../support/spans.ts";

const redactor = new Redactor();

describe("what is planted in each form", () => {
  for (const [name, write] of FORMS) {
    it(`is gone: ${name}`, () => {
      fc.assert(
        fc.property(fc.constantFrom(...KEYS), value, (key, secret) => {
          assertGone(redactor.text(write(key, secret)), secret, `${name}, ${key}`);
        }),
        { numRuns: 60 },
      );
    });
  }

  const said: readonly (readonly [text: string, secret: string])[] = [
    ["Invalid API key: q7hunTer21", "q7hunTer21"],
    ["password for bob: q7hunTer21", "q7hunTer21"],
    ["password is q7hunTer21", "q7hunTer21"],
    ["postgres://bob:hun/ter21Zq@db.example.com/x", "hun/ter21Zq"],
    ["no route to bob:q7hunTer21@db.example.com", "q7hunTer21"],
    ["https:\\/\\/bob:q7hunTer21@h\\/x", "q7hunTer21"],
    ["x.example.com/y?sig=q7hunTer21", "q7hunTer21"],
    ["https://hooks.slack.com/services/T00000000/B00000000/q7hunTer21q7hunTer21", "q7hunTer21"],
    ["/reset/5f4dcc3b5aa765d61d8327deb882cf99", "5f4dcc3b5aa765d61d8327deb882cf99"],
    ['Digest username="bob", response="q7hunTer21"', "q7hunTer21"],
    ['invalid input syntax for type integer: "q7hunTer21"', "q7hunTer21"],
    ["Key (email)=(q7hunTer21) already exists.", "q7hunTer21"],
    ["Duplicate entry 'q7hunTer21' for key 'users.email'", "q7hunTer21"],
    ["card 4246100147777779 12/29 123", "4246100147777779"],
    ["order-7-4246100147777779_1", "4246100147777779"],
    ["4246\u00a01001\u20094777\u20137779", "1001\u20094777"],
  ];
  for (const [text, secret] of said) it(JSON.stringify(text), () => assertGone(redactor.text(text), secret, "text"));

  it("is gone from the message of JSON.parse, which repeats the body", () => {
    const bodies = [
      '{"card":"x","password": hunter2secret}',
      "hunter2secret",
      '{"a": hunter2secret',
      "[hunter2secret]",
    ];
    for (const body of bodies) {
      assert.throws(
        () => JSON.parse(body) as unknown,
        (error) => {
          assertGone(redactor.text(String(error)), "hunter2secret", body);
          return true;
        },
      );
    }
  });
});

describe("a harmless text", () => {
  for (const text of HARMLESS) it(`stays: ${text}`, () => assert.equal(redactor.text(text), text));
});

describe("SQL by its dialect", () => {
  const cases: [Parameters<typeof redactSql>[1], string, string][] = [
    ["postgresql", "SELECT 'a\\', 'secret', .98765, 98_765, $t$x$t$ /* a /* b */ c */", "SELECT ?, ?, ?, ?, ?"],
    ["mysql", 'SELECT "se\\"cret", 5 # secret', "SELECT ?, ?"],
    ["oracle", "SELECT q'[it's]', 1 FROM dual", "SELECT ?, ? FROM dual"],
    ["sqlserver", "SELECT N'x' FROM [o'k]", "SELECT ? FROM [o'k]"],
    [undefined, "SELECT a FROM t WHERE b = 'a\\', 'secret'", "SELECT a FROM t WHERE b = ?"],
  ];
  for (const [dialect, sql, expected] of cases)
    it(`${dialect ?? "unknown"}: ${sql}`, () => assert.equal(redactSql(sql, dialect), expected));
});

describe("a text that is cut", () => {
  it("is looked at before: nothing remains of a card or a token at the cut, and a long word keeps its beginning", () => {
    for (let before = 960; before <= 1_010; before += 1) {
      const text = `${"x".repeat(before)} 4111111111111111 and more`;
      const attributes = { note: text, "aws.xray.annotations": ["note"] };
      const { annotations } = toDocument(redactor.span(makeSpan({ attributes })));
      assert.doesNotMatch(String(annotations?.note), /4111/);
    }
    assert.equal(redactor.text("m".repeat(200_000)), `${"m".repeat(32_768)}…`);
  });
});
