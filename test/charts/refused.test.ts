import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readValuesFile, isMap, leaves } from "../../charts/tooling/values-file.ts";
import { chart, template } from "./support/chart.ts";

const dir = join(import.meta.dirname, "refused");
const mark = "# refused: ";

interface Refused {
  readonly name: string;
  readonly values: unknown;
  /** What the message must say. */
  readonly expected: readonly string[];
}

const files: readonly Refused[] = readdirSync(dir).map((name) => {
  const text = readFileSync(join(dir, name), "utf8");
  const expected = text.split("\n").filter((line) => line.startsWith(mark));
  return { name, values: parse(text) as unknown, expected: expected.map((line) => line.slice(mark.length)) };
});

/** Dotted paths of everything that these values set. */
function paths(values: unknown, parent = ""): readonly string[] {
  if (!isMap(values)) return [parent];
  return [
    parent,
    ...Object.entries(values).flatMap(([key, value]) => paths(value, parent === "" ? key : `${parent}.${key}`)),
  ];
}

describe("chart: values that are refused", () => {
  for (const { name, values, expected } of files) {
    it(name, async () => {
      assert.notEqual(expected.length, 0, `${name} begins with no line "${mark}…"`);
      const { ok, stderr } = await template({ values });
      assert.equal(ok, false, "it was accepted");
      for (const text of expected) assert.ok(stderr.includes(text), `no "${text}" in:\n${stderr}`);
      assert.doesNotMatch(stderr, /nil pointer|wrong type for value|error calling (?!fail|include)/);
    });
  }

  it("are there for each value that is more than a switch", () => {
    const set = new Set(files.flatMap(({ values }) => paths(values)));
    const declared = leaves(readValuesFile(readFileSync(join(chart, "values.yaml"), "utf8")));
    const missing = declared.filter(
      (value) => typeof value.defaultValue !== "boolean" && !set.has(value.path.join(".")),
    );
    assert.deepEqual(
      missing.map((value) => value.path.join(".")),
      [],
    );
  });

  it("are reported all at once", async () => {
    const agent = { bufferMB: 200, identity: { projectToken: true } };
    const { stderr } = await template({ values: { agent, api: { preStopSeconds: 60 } } });
    for (const path of ["agent.bufferMB", "agent.identity.projectToken", "api.terminationGracePeriodSeconds"]) {
      assert.ok(stderr.includes(`- ${path}: `), `no ${path} in:\n${stderr}`);
    }
  });

  it("are of the wrong type, for every value there is", async () => {
    const declared = leaves(readValuesFile(readFileSync(join(chart, "values.yaml"), "utf8")));
    const values: Tree = {};
    for (const { path, defaultValue } of declared) {
      set(values, path, isMap(defaultValue) ? "text" : { wrong: "type" });
    }
    const { ok, stderr } = await template({ values });
    assert.equal(ok, false);
    const accepted = declared.filter(({ path }) => !stderr.includes(`at '/${path.join("/")}'`));
    assert.deepEqual(
      accepted.map(({ path }) => path.join(".")),
      [],
      stderr,
    );
  });
});

type Tree = Record<string, unknown>;

function set(tree: Tree, path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  if (rest.length === 0) tree[key] = value;
  else set((tree[key] ??= {}) as Tree, rest, value);
}
