import assert from "node:assert/strict";
import fc from "fast-check";
import { SecretKeys } from "@pmp/secrets";
import { fit } from "../../../cli/mcp/fit.ts";
import { redact, redactForms, redactOwn } from "../../../cli/mcp/redact.ts";
import { TOOLS } from "../../../cli/mcp/tools/index.ts";
import { spansOf } from "../../../cli/mcp/xray/documents.ts";
import { readOnly } from "../../../cli/mcp/xray/read-only.ts";
import { z } from "zod";

describe("the size of an answer", () => {
  it("is within the limit, whatever the lists and texts in it", () => {
    const item = fc.letrec((tie) => ({
      item: fc.oneof(
        { maxDepth: 3 },
        fc.string({ maxLength: 3_000 }),
        fc.integer(),
        fc.array(tie("item"), { maxLength: 30 }),
        fc.record({ name: fc.string(), more: tie("item") }),
      ),
    })).item;
    fc.assert(
      fc.property(fc.record({ a: fc.array(item, { maxLength: 100 }), b: item, c: fc.array(fc.string()) }), (answer) => {
        const fitted = fit(answer, { a: "Ask for less." }, 4_000);
        assert.ok(JSON.stringify(fitted).length <= 4_000);
        const isWhole = JSON.stringify({ ...fitted, leftOut: undefined }) === JSON.stringify(answer);
        assert.equal((fitted.leftOut as string[]).length === 0, isWhole);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps the first items, and says how many are missing and how to ask for them", () => {
    const fitted = fit(
      { rows: Array.from({ length: 1_000 }, (_, index) => ({ index })) },
      { rows: "Ask with offset." },
      3_000,
    );
    const rows = fitted.rows as { index: number }[];
    assert.deepEqual(rows[0], { index: 0 });
    assert.deepEqual(fitted.leftOut, [`${1_000 - rows.length} at the end of rows. Ask with offset.`]);
  });

  it("keeps what the tool itself has left out", () => {
    assert.deepEqual(fit({ rows: [], leftOut: ["older ones"] }), { rows: [], leftOut: ["older ones"] });
  });
});

describe("what leaves the server", () => {
  it("has no secret of others, under a name or by its form", () => {
    const text = JSON.stringify(
      redact({
        password: "hunter2",
        rows: [{ url: "https://x/?api_key=abc123def", note: "Bearer a8Kf93jdk2LmQ0x7" }],
        requestBody: "x",
      }),
    );
    assert.doesNotMatch(text, /hunter2|abc123def|a8Kf93jdk2LmQ0x7|"x"/);
  });

  it("has the program's own sentences whole, but no credential in them, and evidence as data of others", () => {
    const own = { message: "No AWS credentials: log in by aws sso login.", evidence: ["password=hunter2hunter2"] };
    assert.deepEqual(redactOwn(own), { ...own, evidence: ["password=[redacted]"] });
    assert.equal(redactForms("got AKIAIOSFODNN7EXAMPLE."), "got [redacted].");
  });

  it("has IDs of traces as they are, although their digits may be those of a card", () => {
    const id = "1-41111111-411111111111111141111111";
    assert.deepEqual(redact({ id, text: `Trace ${id} is here` }), { id, text: `Trace ${id} is here` });
    assert.equal(redactForms(`Trace ${id} is here`), `Trace ${id} is here`);
  });

  it("uses no name that would hide its value", () => {
    const keys = new SecretKeys();
    for (const { name, output, own } of TOOLS) {
      const schema = JSON.stringify(z.toJSONSchema(output), (_, value: unknown) => value);
      const names = [...schema.matchAll(/"(\w+)":\{"(?:type|description|anyOf|enum|default|\$ref)/g)].map(
        ([, each]) => each!,
      );
      assert.ok(names.length > 3);
      if (!own)
        assert.deepEqual(
          names.filter((each) => keys.has(each) || keys.isBody(each)),
          [],
          name,
        );
    }
  });
});

describe("a client that can only read", () => {
  it("has no other operation, and no way to the client", () => {
    class Api {
      readonly #secret = 1;
      read(more: number): number {
        return this.#secret + more;
      }
      write(): void {
        throw new Error("wrote");
      }
    }
    const reads = readOnly(new Api(), ["read"]);
    assert.equal(reads.read(2), 3);
    assert.deepEqual(Object.getOwnPropertyNames(reads), ["read"]);
    assert.ok(!("write" in reads));
    assert.throws(() => Object.assign(reads, { write: () => undefined }), TypeError);
  });
});

describe("the documents of a trace", () => {
  it("are read whatever is in them: each once, callers first, circles and wrong types included", () => {
    const documents = [
      { id: "b", name: "called", start_time: 2, parent_id: "a" },
      {
        id: "a",
        name: "caller",
        start_time: 1,
        http: "wrong",
        cause: { exceptions: [null, { message: 3, type: "E" }] },
      },
      { id: "c", name: "circle", start_time: 3, parent_id: "d" },
      { id: "d", name: "circle", start_time: 4, parent_id: "c" },
      { name: "no id" },
    ];
    const spans = spansOf([...documents.map((each) => JSON.stringify(each)), "no JSON", "[]"]);
    assert.deepEqual(
      spans.map(({ fields, depth }) => [fields.id, depth]),
      [
        ["a", 0],
        ["b", 1],
        ["c", 0],
        ["d", 1],
      ],
    );
  });
});
