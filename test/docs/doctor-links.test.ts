import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CHECKS } from "@pmp/checks";
import { CHAOS_LINKS } from "../e2e/chaos/links/index.ts";
import { NOT_BROKEN } from "../e2e/chaos/links/not-broken.ts";
import { PAGE, pageOf, readAnswers } from "../e2e/chaos/table.ts";

describe("docs/doctor-links.md", () => {
  const answers = readAnswers();

  it("has an answer of a run for each link, which is the one that is expected", () => {
    assert.deepEqual(
      Object.fromEntries(Object.entries(answers).map(([name, { named }]) => [name, named])),
      Object.fromEntries(CHAOS_LINKS.map(({ name, expected }) => [name, expected])),
    );
  });

  it("is made from the links and their answers; otherwise run npm run proof:doctor", async () => {
    assert.equal(readFileSync(PAGE, "utf8"), await pageOf(answers));
  });

  it("names each check: by a link, or among those that none names", () => {
    const named = CHAOS_LINKS.map(({ expected }) => expected);
    const others = NOT_BROKEN.flatMap(({ checks }) => checks);
    assert.deepEqual(
      others.filter((name) => named.includes(name)),
      [],
    );
    assert.equal(new Set(others).size, others.length);
    assert.deepEqual([...new Set([...named, ...others])].sort(), CHECKS.map(({ name }) => name).sort());
  });

  it("has 25 links or more, 15 or more without help, and some for every run", () => {
    assert.equal(new Set(CHAOS_LINKS.map(({ name }) => name)).size, CHAOS_LINKS.length);
    assert.ok(CHAOS_LINKS.length >= 25);
    assert.ok(CHAOS_LINKS.filter(({ help }) => help === undefined).length >= 15);
    assert.ok(CHAOS_LINKS.filter(({ short }) => short === true).length >= 5);
  });
});
