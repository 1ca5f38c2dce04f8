import assert from "node:assert/strict";
import { isCardNumber } from "@pmp/secrets";
import fc from "fast-check";
import { XRaySpanExporter } from "../../../../packages/tracing/src/exporter.ts";
import { Redactor } from "../../../../packages/tracing/src/redact/redactor.ts";
import { redactSql } from "../../../../packages/tracing/src/redact/sql.ts";
import { toDocument } from "../../../../packages/tracing/src/segment/document.ts";
import { FakeAgent } from "../support/fake-agent.ts";
import { around, PLACES, planted } from "../support/secrets.ts";
import { makeSpan } from "../support/spans.ts";

const redactor = new Redactor();
const R = "[redacted]";

describe("redaction", () => {
  describe("of texts", () => {
    const cases: [string, string][] = [
      // Harmless texts stay as they are.
      ["GET /api/products/:id", "GET /api/products/:id"],
      [
        "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101",
        "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101",
      ],
      ["1795363074931", "1795363074931"],
      ["connect ECONNREFUSED 127.0.0.1:5432", "connect ECONNREFUSED 127.0.0.1:5432"],
      ['password authentication failed for user "app"', 'password authentication failed for user "app"'],
      // Keys decide.
      ["password=hunter2", `password=${R}`],
      ["login failed: password: hunter2", `login failed: password: ${R}`],
      ["msg: db_password=hunter2 now", `msg: db_password=${R}`],
      ['{"user":{"password":"hunter2","id":1}}', `{"user":{"password":${R},"id":1}}`],
      ["apiKey = 'k-1' x", `apiKey = ${R} x`],
      ["X-Api-Key: abc", `X-Api-Key: ${R}`],
      ["userPin: 1234", `userPin: ${R}`],
      ["pinging: yes", "pinging: yes"],
      ["token 'abc' expired", `token ${R} expired`],
      ['the password is "abc"', `the password is ${R}`],
      ["secret `abc`", `secret ${R}`],
      // Of the name of an error, what it says stays, not what looks like a value.
      ["InvalidTokenError: invalid token", "InvalidTokenError: invalid token"],
      ["InvalidTokenError: 7f3a9bc2", `InvalidTokenError: ${R}`],
      ["TokenError: wrong token: abc", `TokenError: wrong token: ${R}`],
      ['{"tokenError": "no such"}', `{"tokenError": ${R}}`],
      ["/app/secrets.ts:12:5 secret.ts: abc", `/app/secrets.ts:12:5 secret.ts: ${R}`],
      // Headers.
      ["Authorization: Basic dXNlcjpwYXNz", `Authorization: ${R}`],
      ["sent Bearer abc.def-123", `sent Bearer ${R}`],
      ["Cookie: sid=abc; theme=dark\nnext", `Cookie: ${R}\nnext`],
      ["Set-Cookie: sid=abc", `Set-Cookie: ${R}`],
      // Forms.
      ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", R],
      ["key AKIAIOSFODNN7EXAMPLE used", `key ${R} used`],
      ["sk_live_4eC39HqLyjWDarjtT1zdp7dc", R],
      ["ghp_16C7e42F292c6912E7710c838347Ae178B4a", R],
      ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", R],
      // Card numbers, in the ways in which they are written.
      ["4111111111111111", R],
      ["card 4111 1111 1111 1111 declined", `card ${R} declined`],
      ["5555-5555-5555-4444", R],
      ["378282246310005", R],
      ["/pay/4111%201111%201111%201111", `/pay/${R}`],
      ["4111111111111112", "4111111111111112"],
      // URLs.
      ["https://u:p@h.example/x?token=abc#f", "https://h.example/x"],
      ["GET /x?a=b failed", "GET /x failed"],
      // SQL in messages.
      ["failed: SELECT crypt('hunter2', 5)", "failed: SELECT crypt(?, ?)"],
      ["failed: CALL login('bob', 'hunter2')", "failed: CALL login(?, ?)"],
      ["failed: EXEC dbo.login @p = N'hunter2'", "failed: EXEC dbo.login @p = ?"],
      ["DELETE FROM t LIMIT 5", "DELETE FROM t LIMIT ?"],
      ["bad: SELECT a FROM t WHERE b = 'secret' AND c = 42", "bad: SELECT a FROM t WHERE b = ? AND c = ?"],
    ];
    for (const [text, expected] of cases) {
      it(JSON.stringify(text), () => assert.equal(redactor.text(text), expected));
    }

    it("keeps the frames of a stack whose message is redacted", () => {
      const stack = "Error: SELECT a FROM t WHERE b='x'\n    at f (/app/a.js:12:5)\n    at file:///app/b.mjs:3:4";
      assert.equal(
        redactor.text(stack),
        "Error: SELECT a FROM t WHERE b=?\n    at f (/app/a.js:12:5)\n    at file:///app/b.mjs:3:4",
      );
    });

    it("cuts what is too long to be looked through, after a whole word", () => {
      const out = redactor.text(`${"word ".repeat(6_552)}4111111111111111 more`);
      assert.ok(out.length < 33_000 && !out.includes("4111"));
    });
  });

  it("takes time in proportion to the text, whatever the text is", () => {
    const pieces = [
      "a",
      "'/",
      "a://",
      "select ",
      'password "',
      "1 ",
      "=",
      "a=",
      "-----BEGIN ",
      "$a",
      "'",
      "?a/",
      "\n    at ",
      "cookie:",
      "\\",
      "]=",
      '"',
      "<password>",
      "Key (a)=(",
      "4-",
      "%25",
      "a@",
      "[",
      "name=",
      '1 | "a',
    ];
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(32_768 / piece.length));
      const start = process.cpuUsage();
      new Redactor().text(text);
      const { user } = process.cpuUsage(start);
      // A quadratic pattern needs seconds for this; a linear one about 10 ms.
      assert.ok(user < 1_000_000, `${JSON.stringify(piece)}: ${user} µs`);
    }
  });

  it("of SQL leaves the statement and takes every literal", () => {
    const cases: [string, string][] = [
      ["SELECT * FROM t WHERE a = 'it''s' AND b = $1", "SELECT * FROM t WHERE a = ? AND b = $1"],
      ["INSERT INTO t VALUES (1, -2.5, 0xFF, E'\\'x', NULL)", "INSERT INTO t VALUES (?, ?, ?, ?, NULL)"],
      ["SELECT $$dollar$$, $tag$quoted$tag$", "SELECT ?, ?"],
      ['SELECT "column1" FROM t2 -- user 7\n', 'SELECT "column1" FROM t2'],
      ["SELECT /* secret */ 1", "SELECT  ?"],
      ["SELECT 'never closed", "SELECT ?"],
    ];
    for (const [sql, expected] of cases) assert.equal(redactSql(sql), expected);
  });

  it("tells card numbers by their check digit", () => {
    for (const number of [
      "4111111111111111",
      "5555555555554444",
      "378282246310005",
      "6011111111111117",
      "30569309025904",
    ]) {
      assert.equal(isCardNumber(number), true, number);
      const last = Number(number.at(-1));
      assert.equal(isCardNumber(number.slice(0, -1) + String((last + 1) % 10)), false, number);
    }
  });

  describe("of spans", () => {
    it("takes secret attributes, bodies and query strings, and leaves the rest", () => {
      const span = redactor.span(
        makeSpan({
          attributes: {
            "http.request.header.authorization": "Basic x",
            "http.request.header.cookie": ["sid=1"],
            "http.request.body": "all of it",
            "http.request.body.size": 9,
            "url.query": "token=abc",
            "url.full": "https://a.example/x?y=z",
            "db.query.text": "SELECT 'x'",
            "gen_ai.usage.input_tokens": 12,
            card: 4111111111111111,
            mixed: ["ok", "password=hunter2"],
          },
        }),
      );
      assert.deepEqual(
        { ...span.attributes },
        {
          "http.request.header.authorization": R,
          "http.request.header.cookie": R,
          "http.request.body.size": 9,
          "url.full": "https://a.example/x",
          "db.query.text": "SELECT ?",
          "gen_ai.usage.input_tokens": 12,
          card: R,
          mixed: ["ok", `password=${R}`],
        },
      );
    });

    it("looks into metadata value by value", () => {
      const json = JSON.stringify({
        order: { id: 7, card: "4111111111111111", customer: { password: "p", body: "b" } },
      });
      const { metadata } = toDocument(redactor.span(makeSpan({ attributes: { "aws.xray.metadata.shop": json } })));
      assert.deepEqual(metadata, { shop: { order: { id: 7, card: R, customer: { password: R } } } });
    });

    it("does not change the span itself", () => {
      const span = makeSpan({ attributes: { password: "hunter2" } });
      redactor.span(span);
      assert.equal(span.attributes.password, "hunter2");
    });

    it("can be extended, and never emptied", () => {
      const more = new Redactor({ keys: ["Member No"], patterns: [/XK-\d+/] });
      const { attributes } = more.span(
        makeSpan({ attributes: { memberNo: "m-1", note: "about XK-123", password: "p" } }),
      );
      assert.deepEqual({ ...attributes }, { memberNo: R, note: `about ${R}`, password: R });
      const emptied = new Redactor({ keys: [], patterns: [] });
      assert.equal(emptied.text("password=hunter2"), `password=${R}`);
    });

    it("fails closed: a span that can't be looked through is dropped and counted", async () => {
      const agent = await FakeAgent.start();
      const exporter = new XRaySpanExporter({
        udp: { host: "127.0.0.1", port: agent.port },
        tcp: { host: "127.0.0.1", port: agent.port },
      });
      const span = makeSpan({ attributes: { password: "hunter2" } });
      const hostile = Object.create(span, {
        attributes: {
          get: () => {
            throw new Error("password=hunter2");
          },
        },
      }) as typeof span;
      exporter.export([hostile, span], () => undefined);
      await agent.documentsUntil(1);
      assert.equal(exporter.counts.unredactable, 1);
      assert.doesNotMatch(agent.datagrams.join(), /hunter2/);
      await exporter.shutdown();
      agent.close();
    });
  });

  it("lets no planted secret into a document, wherever it stands", () => {
    fc.assert(
      fc.property(
        planted,
        around,
        around,
        fc.constantFrom(...PLACES),
        ({ text, secret }, before, after, [where, place]) => {
          const span = makeSpan(place(`${before} ${text} ${after}`));
          const document = JSON.stringify(toDocument(redactor.span(span)));
          assert.ok(!document.includes(secret), `${where}: ${document}`);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
