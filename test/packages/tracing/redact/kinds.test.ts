import assert from "node:assert/strict";
import { Redactor } from "../../../../packages/tracing/src/redact/redactor.ts";
import { toDocument } from "../../../../packages/tracing/src/segment/document.ts";
import type { Attributes } from "../../../../packages/tracing/testing.ts";
import { assertGone } from "../support/secret-forms.ts";
import { makeSpan } from "../support/spans.ts";

const redactor = new Redactor();
const V = "q7hunTer21";

function documentOf(attributes: Attributes): string {
  return JSON.stringify(toDocument(redactor.span(makeSpan({ attributes }))));
}

function metadata(value: unknown): Attributes {
  return { "aws.xray.metadata.shop": JSON.stringify(value) };
}

describe("a driver's message that quotes the value", () => {
  for (const [driver, text] of [
    ["PostgreSQL", `invalid input syntax for type integer: "${V}"`],
    ["PostgreSQL", `unterminated quoted string at or near "'${V}"`],
    ["PostgreSQL", `value "${V}" is out of range for type integer`],
    ["PostgreSQL", `Failing row contains (1, ${V}, null).`],
    ["MySQL", `Duplicate entry '${V}' for key 'users.email'`],
    ["MySQL", `Incorrect integer value: '${V}' for column 'a' at row 1`],
    [
      "MySQL",
      `You have an error in your SQL syntax; check the manual for the right syntax to use near '${V}' at line 1`,
    ],
    ["SQL Server", `Conversion failed when converting the varchar value '${V}' to data type int.`],
    ["SQL Server", `Cannot insert duplicate key row in object 'dbo.t'. The duplicate key value is (${V}).`],
    ["SQL Server", `Unclosed quotation mark after the character string '${V}'.`],
    ["SQL Server", `String or binary data would be truncated in table 't', column 'c'. Truncated value: '${V}'.`],
    [
      "Oracle",
      `ORA-00001: unique constraint (S.U) violated on table S.T columns (C), row with column values (C:'${V}')`,
    ],
    ["SQLite", `unrecognized token: "'${V}"`],
    ["MongoDB", `E11000 duplicate key error collection: shop.users index: email_1 dup key: { email: "${V}" }`],
  ] as const)
    it(`${driver}: ${text.replace(V, "…")}`, () => {
      const out = redactor.text(text);
      assertGone(out, V, driver);
      assert.equal(out.slice(0, 6), text.slice(0, 6), "the message stays");
    });
});

describe("the values of a statement", () => {
  for (const key of ["db.query.parameter.0", "db.query.parameter.name", "db.postgresql.values", "db.sql.bindings"])
    for (const value of [V, [V, 5], `["${V}"]`]) {
      it(`${key} = ${JSON.stringify(value)}`, () => {
        assertGone(documentOf({ "db.system.name": "postgresql", [key]: value }), V, key);
      });
    }
});

describe("bodies", () => {
  for (const key of [
    "body",
    "requestBody",
    "rawBody",
    "body_json",
    "http.request.body",
    "response_payload",
    "formData",
  ]) {
    it(`${key} is not recorded as an attribute, and not in metadata`, () => {
      assertGone(documentOf({ [key]: V }), V, key);
      assertGone(documentOf(metadata({ [key]: V })), V, key);
      assertGone(documentOf(metadata({ deep: [{ [key]: { a: V } }] })), V, key);
    });
  }

  it("but how long they are is", () => {
    const { metadata: kept } = toDocument(redactor.span(makeSpan({ attributes: metadata({ body_size: 512 }) })));
    assert.match(JSON.stringify(kept), /"body_size":512/);
  });
});

describe("the path of a webhook", () => {
  const long = `${V}${V}`;
  for (const [maker, url] of [
    ["Slack", `https://hooks.slack.com/services/T01234567/B01234567/${long}`],
    [
      "Teams",
      `https://x.webhook.office.com/webhookb2/7f1f1b3e-5f0a-4a4e-9d1a-6c2f3b1f0e5a@${V}/IncomingWebhook/${long}/1`,
    ],
    ["Telegram", `https://api.telegram.org/bot123456789:AA${long}${V}/sendMessage`],
    ["Discord", `https://discord.com/api/webhooks/123456789012345678/${long}`],
    ["Zapier", `https://hooks.zapier.com/hooks/catch/1234567/${long}/`],
  ] as const)
    it(maker, () => {
      for (const text of [url, `POST ${url} failed with 400`, JSON.stringify({ url })])
        assertGone(redactor.text(text), V, text);
      assertGone(documentOf({ "http.request.method": "POST", "url.full": url }), V, url);
    });
});

describe("a list of names and values", () => {
  const lists: readonly unknown[] = [
    ["Host", "h.example", "Authorization", `Basic ${V}`],
    ["host", "h.example", "x-api-key", V],
    [
      ["Host", "h.example"],
      ["Cookie", `a=${V}`],
    ],
    [["password", V]],
    [{ name: "password", value: V }],
    [{ value: V, name: "x-api-key" }],
    [{ key: "API_TOKEN", value: V }],
    ["node", "app.js", "--password", V],
    ["mysql", "-u", "bob", `-p${V}`],
    ["curl", "-u", `bob:${V}`],
  ];
  for (const list of lists) {
    it(JSON.stringify(list), () => {
      assertGone(documentOf(metadata({ rawHeaders: list })), V, "metadata");
      if (!Array.isArray(list) || !list.every((item) => typeof item === "string")) return;
      assertGone(documentOf({ "process.command_args": list }), V, "an attribute");
      assertGone(redactor.text(list.join(" ")), V, "a text");
    });
  }
});

describe("an annotation", () => {
  it("keeps its kind and loses what is secret in it", () => {
    const attributes = { note: `Bearer ${V}`, count: 5, "aws.xray.annotations": ["note", "count"] };
    const { annotations } = toDocument(redactor.span(makeSpan({ attributes })));
    assert.deepEqual(annotations, { note: "Bearer [redacted]", count: 5 });
  });
});

describe("the user's name and password before a host", () => {
  for (const key of ["server.address", "http.host", "net.peer.name"]) {
    it(key, () => assertGone(JSON.stringify(redactor.attributes({ [key]: `bob:${V}@h.example` })), V, key));
  }
});

describe("what is cut", () => {
  const card = "4246100147777779";

  it("is looked at before: metadata", () => {
    for (let before = 8_170; before < 8_196; before += 1)
      assert.doesNotMatch(documentOf(metadata({ note: `${"x".repeat(before)} ${card} more` })), /4246/);
  });

  it("is looked at before: a stack", () => {
    for (let before = 16_360; before < 16_390; before += 2) {
      const stack = `Error: ${"x".repeat(before)} ${card} more`;
      assert.doesNotMatch(
        String(redactor.attributes({ "exception.stacktrace": stack })["exception.stacktrace"]),
        /4246/,
      );
    }
  });
});

/** How each maker writes its tokens, with a value that was made up. */
const A = "aB3dE5gH7jK9mN2pQ4sT6vW8xY1zC3bD5fG7hJ9k";
const HEX = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978";
const TOKENS: readonly string[] = [
  ..."ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- gldt- glrt- npm_ pypi- dckr_pat_ AIza ya29. GOCSPX- SG. ATATT3 HRKU-"
    .split(" ")
    .map((prefix) => prefix + A),
  ..."sk_live_ rk_live_ sk_test_ pk_live_ whsec_ xoxb- xoxp- xapp- sq0atp- sq0csp- dp.pt. lin_api_ secret_ ntn_ hf_ sk-"
    .split(" ")
    .map((prefix) => prefix + A),
  ..."gsk_ xai- pplx- r8_ lsv2_pt_ hvs. hvb. NRAK- glsa_ glc_ PMAK- pscale_tkn_ sbp_ sb_secret_ sntrys_ tskey- figd_ EAA"
    .split(" ")
    .map((prefix) => prefix + A),
  ..."CCIPAT_ CFPAT- rzp_live_ ops_eyJ 1234567890:AA".split(" ").map((prefix) => prefix + A),
  ..."shpat_ shpss_ dop_v1_ rubygems_".split(" ").map((prefix) => prefix + HEX),
  `pul-${HEX.slice(0, 40)}`,
  `dapi${HEX.slice(0, 32)}`,
  `SK${HEX.slice(0, 32)}`,
  `key-${HEX.slice(0, 32)}`,
  `${HEX.slice(0, 32)}-us12`,
  `sl.u.${A}${A}`,
  `AKIAQ3R5T7ABCDEFGHIJ`,
  `LTAI${A.slice(0, 20)}`,
  `${A.slice(0, 14)}.atlasv1.${A}`,
  `abc8Q~${A}`,
  `MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.${A}`,
  `pat${A.slice(0, 14)}.${HEX}`,
  `AGE-SECRET-KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQ`,
];

describe("a token by its own form, with nothing around it that says so", () => {
  for (const token of TOKENS) {
    it(`${token.slice(0, 12)}…`, () => {
      for (const text of [token, `saw ${token} in the log`, `/v1/x/${token}/y`, `https://h.example/x/${token}`])
        assertGone(redactor.text(text), token.slice(-16), text);
    });
  }
});
