import assert from "node:assert/strict";
import fc from "fast-check";
import { complete, formatFilter, parseFilter, tokenize } from "../../../packages/filter/src/index.ts";
import { KEYWORDS } from "../../../packages/filter/src/keywords.ts";
import { expressions } from "./support/expressions.ts";

const known = {
  services: ["pmp-api", 'the "other"'],
  annotationKeys: ["tier", "user.tier"],
  users: ["alice"],
  urls: ["http://localhost:3001/api/stripe/charge"],
  groups: ["slow"],
};

/** What is offered where the bar stands. */
function offered(text: string): string[] {
  const cursor = text.indexOf("|");
  return complete(text.replace("|", ""), cursor, known).map(({ insert }) => insert);
}

/** The text after the first offer was taken. */
function taken(text: string): string {
  const cursor = text.indexOf("|");
  const expression = text.replace("|", "");
  const [first] = complete(expression, cursor, known);
  assert.ok(first !== undefined, text);
  return expression.slice(0, first.from) + first.insert + expression.slice(first.to);
}

describe("completion of filter expressions", () => {
  it("offers every keyword of the trace, the annotations and the groups at the beginning of a condition", () => {
    const keywords = KEYWORDS.filter(({ scopes }) => scopes.includes("trace")).map(({ name }) => name);
    for (const start of ["|", "ok AND |", "(|", "!|", "ok OR |", "(ok) AND |"]) {
      assert.deepEqual(
        offered(start),
        [...keywords, "service(", "edge(", "group.name", "annotation.tier", "annotation[user.tier]"],
        start,
      );
    }
  });

  it("offers inside service() { } and edge() { } what may stand there", () => {
    assert.ok(offered('service("pmp-api") { |').includes("root"));
    assert.ok(!offered('service("pmp-api") { |').includes("service("));
    assert.ok(!offered("edge() { |").includes("root"));
    assert.ok(!offered("edge() { |").includes("name"));
    assert.ok(offered("edge() { ok } AND |").includes("edge("), "and again the rest behind it");
  });

  it("offers what begins with what is written, and takes the place of the whole word", () => {
    assert.deepEqual(offered("resp|"), ["responsetime"]);
    assert.equal(taken("ok AND resp|ons > 5"), "ok AND responsetime > 5");
    assert.deepEqual(offered("annot|"), ["annotation.tier", "annotation[user.tier]"]);
    assert.equal(taken("annotation[us|"), "annotation[user.tier]");
    assert.equal(taken('service("pm|") { fault }'), 'service("pmp-api") { fault }');
  });

  it("offers operators by type, and then values", () => {
    assert.deepEqual(offered("fault |"), ["=", "!=", "AND", "OR"]);
    assert.deepEqual(offered("duration |").slice(0, 6), ["=", "!=", "<", "<=", ">", ">="]);
    assert.deepEqual(offered("http.url CON|"), ["CONTAINS"]);
    assert.ok(offered("annotation[user.tier] |").includes("CONTAINS"));
    assert.deepEqual(offered("fault = |"), ["true", "false"]);
    assert.deepEqual(offered("http.status = 4|"), ["400", "401", "404", "429"]);
    assert.deepEqual(offered("user = |"), ['"alice"']);
    assert.deepEqual(offered('http.url CONTAINS "stripe|'), ['"http://localhost:3001/api/stripe/charge"']);
    assert.deepEqual(offered("group.name = |"), ['"slow"']);
    assert.deepEqual(offered("group.name |").slice(0, 2), ["=", "!="]);
    assert.deepEqual(offered('http.method = "P|'), ['"POST"', '"PUT"', '"PATCH"']);
  });

  it("offers services, with quotation marks in them too", () => {
    assert.deepEqual(offered("service(|"), ['"pmp-api"', '"the \\"other\\""', "id("]);
    assert.deepEqual(offered('edge("pmp-api", |'), ['"pmp-api"', '"the \\"other\\""', "id("]);
    assert.deepEqual(offered("service(id(|"), ["name:", "type:", "account.id:"]);
    assert.deepEqual(offered('service(id(name: "p|'), ['"pmp-api"']);
    assert.deepEqual(offered('service("pmp-api") |'), ["{", "AND", "OR"]);
  });

  it("offers AND and OR behind a condition", () => {
    for (const text of ['user = "alice" |', "duration > 5 |", "(ok) |", "service() { ok } |"]) {
      assert.deepEqual(offered(text).slice(-2), ["AND", "OR"], text);
    }
  });

  it("never throws, stays inside the text, and offers nothing that is no token", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      expressions().map((root) => formatFilter({ root })),
    );
    fc.assert(
      fc.property(texts, fc.nat(), (text, at) => {
        const cursor = text.length === 0 ? 0 : at % (text.length + 1);
        for (const { insert, from, to } of complete(text, cursor, known)) {
          assert.ok(0 <= from && from <= cursor && cursor <= to && to <= text.length, `${from} ${cursor} ${to}`);
          const alone = insert.startsWith("[") ? `annotation${insert}` : insert;
          assert.deepEqual(tokenize(alone).problems, [], insert);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("leads, offer by offer, to a filter that can be read", () => {
    const steps = [
      ["service(", ""],
      ['"pmp-api"', ")"],
      ["{", " "],
      ["http.status", " "],
      [">=", " "],
      ["500", " }"],
      ["AND", " "],
      ["annotation[user.tier]", " "],
      ["=", ' "gold"'],
    ] as const;
    let text = "";
    for (const [wanted, typed] of steps) {
      const offer = complete(text, text.length, known).find(({ insert }) => insert === wanted);
      assert.ok(offer !== undefined, `${text}| does not offer ${wanted}`);
      text = `${text.slice(0, offer.from)}${offer.insert}${typed}${typed === "" || typed === " " ? "" : " "}`;
    }
    assert.equal(
      formatFilter(parseFilter(text)),
      'service("pmp-api") { http.status >= 500 } AND annotation[user.tier] = "gold"',
    );
  });
});
