import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Recorded } from "../support/recorded.ts";
import { differences, kinds } from "./differences.ts";

const docs = join(import.meta.dirname, "../../../../docs/migrate-opentelemetry.md");

describe("an app with OpenTelemetry's SDK, as `npm run migrate:otel` recorded it before and after", () => {
  const { before, after } = JSON.parse(readFileSync(join(import.meta.dirname, "traces.json"), "utf8")) as {
    before: Recorded[];
    after: Recorded[];
  };

  it("has a segment for each of the same requests", () => {
    const requests = ["/orders/7", "/failed", "/stock"];
    for (const recorded of [before, after]) {
      assert.deepEqual(
        recorded.map(({ request }) => request),
        requests,
      );
      assert.deepEqual(
        recorded.map((each) => kinds(each).segment),
        [1, 1, 1],
      );
    }
  });

  it("has the same subsegments by kind, but for the handler's", () => {
    const counts = (recorded: Recorded[], less: number): object[] =>
      recorded.map((each) => {
        const { local = 0, remote = 0 } = kinds(each);
        return { local: local - less, remote };
      });
    assert.deepEqual(counts(before, 1), counts(after, 0));
  });

  it("differs in what docs/migrate-opentelemetry.md lists, and in nothing else", () => {
    const rows = [...readFileSync(docs, "utf8").matchAll(/^\| `((?:before|after): .*?)` +\| (.*?) *\|$/gm)];
    assert.deepEqual(rows.map(([, difference]) => difference).sort(), differences(before, after));
    for (const [row, , reason] of rows) assert.ok(reason, `no reason: ${row}`);
  });

  it("would differ by an annotation, a user, a subsegment or a fault that is lost", () => {
    const request = (more: object, below: object[] = []): Recorded[] => [
      { request: "/", segments: [{ name: "a", kind: "segment", ...more, below: below as never }] },
    ];
    const full = request({ user: "ann", annotations: { order: "7" }, outcome: ["fault"] }, [
      { name: "b", kind: "remote" },
      { name: "b", kind: "remote" },
    ]);
    assert.deepEqual(differences(full, request({}, [{ name: "b", kind: "remote" }])), [
      "before: remote b #2",
      'before: segment a: annotation order = "7"',
      'before: segment a: outcome = ["fault"]',
      'before: segment a: user = "ann"',
    ]);
    assert.deepEqual(differences(full, full), []);
  });
});
