import assert from "node:assert/strict";
import { messageOf, over, warn, warnOnce } from "../../../packages/tracing/src/report.ts";
import { diag } from "../../../packages/tracing/testing.ts";
import { takeWarnings } from "./support/warnings.ts";

describe("warnings", () => {
  let warnings: string[];
  beforeEach(() => (warnings = takeWarnings()));
  afterEach(() => diag.disable());

  it("of a topic come at most once a minute, with how many were left out", () => {
    const start = 1_700_000_000_000;
    for (const after of [0, 1, 59_999, 60_000, 60_001, 200_000]) warn("test: minute", "away", start + after);
    assert.deepEqual(warnings, [
      "pmp-tracing: away",
      "pmp-tracing: away (and 2 more times)",
      "pmp-tracing: away (and 1 more times)",
    ]);
  });

  it("of different topics do not keep each other away", () => {
    warn("test: one", "one");
    warn("test: two", "two");
    assert.deepEqual(warnings, ["pmp-tracing: one", "pmp-tracing: two"]);
  });

  it("are followed by a line when what they are about is over, and come at once when it begins again", () => {
    const start = 1_700_000_000_000;
    over("test: over", "never warned of", start);
    warn("test: over", "away", start);
    over("test: over", "back", start + 1_000);
    over("test: over", "back", start + 1_100);
    warn("test: over", "away", start + 2_000);
    assert.deepEqual(warnings, ["pmp-tracing: away", "pmp-tracing: back", "pmp-tracing: away"]);
  });

  it("of what comes and goes leave three lines a minute", () => {
    const start = 1_700_000_000_000;
    for (let second = 0; second < 60; second += 1) {
      warn("test: flap", "away", start + second * 1_000);
      over("test: flap", "back", start + second * 1_000 + 500);
    }
    assert.deepEqual(warnings, ["pmp-tracing: away", "pmp-tracing: back", "pmp-tracing: away"]);
  });

  it("about what the program should change come once", () => {
    for (let i = 0; i < 3; i += 1) warnOnce("test: once", "change this");
    assert.deepEqual(warnings, ["pmp-tracing: change this"]);
  });

  it("say something of whatever was thrown", () => {
    assert.equal(messageOf(new Error("words")), "words");
    assert.equal(messageOf(new RangeError()), "RangeError");
    assert.equal(messageOf("text"), "text");
    assert.equal(messageOf(undefined), "undefined");
  });
});
