import assert from "node:assert/strict";
import { nearest, sections } from "@pmp/model";
import fc from "fast-check";
import { checkSettings } from "../../../components/settings/load.ts";
import { SettingsError } from "../../../components/settings/problems.ts";
import { stackConfig } from "../../../offline/stack-config.ts";

const KEYS = Object.keys(sections);

/** What checking a configuration comes to: the settings, or the error; anything else that is thrown fails the test. */
function outcome(config: Readonly<Record<string, string>>): SettingsError | undefined {
  try {
    checkSettings(config);
    return undefined;
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
}

describe("settings, whatever is in them", () => {
  it("give settings or a SettingsError, and each problem has all four parts", () => {
    const anyText = fc.oneof(fc.string(), fc.json(), fc.constant(""));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...KEYS), anyText, { noNullPrototype: true }), (changes) => {
        const given = Object.fromEntries(Object.entries(changes).map(([key, value]) => [`pmp-xray:${key}`, value]));
        const error = outcome({ ...stackConfig("prod"), ...given });
        for (const problem of error?.problems ?? []) {
          assert.match(problem.path, /^pmp-xray:/);
          for (const part of [problem.value, problem.allowed, problem.fix]) assert.notEqual(part, "");
        }
      }),
      { numRuns: 150 },
    );
  });

  it("refuse every key of theirs that they don't know, and name it", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_-]{0,20}$/), (key) => {
        fc.pre(!KEYS.includes(key));
        const error = outcome({ ...stackConfig("prod"), [`pmp-xray:${key}`]: "x" });
        assert.deepEqual(
          error?.problems.map(({ path }) => path),
          [`pmp-xray:${key}`],
        );
      }),
      { numRuns: 100 },
    );
  });

  it("accept a number exactly when it is within the limits that the message states", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -10, max: 200 })),
        (percent) => {
          const config = { ...stackConfig("prod"), "pmp-xray:alarms": JSON.stringify({ faultRatePercent: percent }) };
          const within = percent >= 0.1 && percent <= 100;
          assert.equal(outcome(config) === undefined, within);
        },
      ),
    );
  });

  it("never print a kubeconfig, right or wrong", () => {
    const given = fc.oneof(fc.string({ minLength: 8 }), fc.record({ token: fc.string({ minLength: 8 }) }));
    fc.assert(
      fc.property(given, (kubeconfig) => {
        const cluster = { name: "pmp-cluster", mode: "new", kubeconfig };
        const error = outcome({ ...stackConfig("prod"), "pmp-xray:cluster": JSON.stringify(cluster) });
        assert.deepEqual(
          error?.problems.map(({ path, value }) => [path, value.includes("[secret]")]),
          [["pmp-xray:cluster.kubeconfig", true]],
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe("the nearest word", () => {
  it("is the word itself, or one with a single typing mistake", () => {
    fc.assert(
      fc.property(fc.constantFrom(...KEYS.filter((key) => key.length > 4)), fc.nat(), fc.nat(), (word, where, how) => {
        const at = where % word.length;
        const typos = [
          word,
          word.slice(0, at) + word.slice(at + 1),
          `${word.slice(0, at)}q${word.slice(at)}`,
          word.toUpperCase(),
        ];
        assert.equal(nearest(typos[how % typos.length]!, KEYS), word);
      }),
    );
  });

  it("is none, for a word that is like nothing", () => {
    assert.equal(nearest("zzzzzzzz", KEYS), undefined);
    assert.equal(nearest("", KEYS), undefined);
  });
});
