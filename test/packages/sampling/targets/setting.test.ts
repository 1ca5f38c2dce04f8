import assert from "node:assert/strict";
import {
  correctedTargets,
  DEFAULT_TARGETS,
  parseTargetEntries,
  parseTargets,
} from "../../../../packages/sampling/src/targets/index.ts";

describe("where to send a trace's headers", () => {
  it("is the default when nothing is said", () => {
    for (const text of [undefined, "", " , "])
      assert.deepEqual(parseTargets(text), { setting: DEFAULT_TARGETS, problems: [] });
  });

  const wrong: [entry: string, fix: string | undefined][] = [
    ["https://api.partner.example/v1", "api.partner.example"],
    ["api.partner.example:443", "api.partner.example"],
    ["api.partner.example/v1", "api.partner.example"],
    [".partner.example", "*.partner.example"],
    ["all", "*"],
    ["10.0.0.0/8", undefined],
    ["api partner", undefined],
    ["/.*\\.example/", undefined],
    ["a..b", undefined],
  ];
  for (const [entry, fix] of wrong) {
    it(`is not ${entry}: ${fix === undefined ? "nothing is guessed" : `${fix} is proposed, and is right`}`, () => {
      const { setting, problems } = parseTargets(entry);
      assert.deepEqual(setting, DEFAULT_TARGETS);
      assert.deepEqual(
        problems.map(({ given }) => given),
        [entry],
      );
      const corrected = correctedTargets([entry], problems);
      assert.deepEqual(corrected, fix === undefined ? undefined : [fix]);
      if (corrected) assert.deepEqual(parseTargetEntries(corrected).problems, []);
    });
  }

  it("keeps the entries that are right", () => {
    const { setting, problems } = parseTargets("a.example, b.example:80, none");
    assert.deepEqual(setting, { defaults: false, patterns: ["a.example"] });
    assert.equal(problems.length, 2);
  });
});
