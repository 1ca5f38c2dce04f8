import assert from "node:assert/strict";
import { table } from "../../../local/proof/table.ts";

describe("local/proof/table", () => {
  it("makes each column as wide as its widest cell, with numbers to the right", () => {
    assert.equal(
      table(
        ["path", "sent", "rate"],
        [
          ["/api", "5", "0.5 %"],
          ["/api/stripe", "1000", "100 %"],
        ],
      ),
      [
        "path         sent   rate",
        "───────────  ────  ─────",
        "/api            5  0.5 %",
        "/api/stripe  1000  100 %",
      ].join("\n"),
    );
  });

  it("takes a column for text as soon as one cell is none", () => {
    assert.equal(table(["n"], [["1"], ["22"], ["n/a"]]), ["n", "───", "1", "22", "n/a"].join("\n"));
  });

  it("ends no line with spaces", () => {
    for (const line of table(["a", "long heading"], [["x", "y"]]).split("\n")) assert.equal(line, line.trimEnd());
  });

  it("shows a heading where there are no rows", () => {
    assert.equal(table(["a", "bc"], []), "a  bc\n─  ──");
  });
});
