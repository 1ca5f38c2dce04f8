import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFiles } from "../../charts/tooling/generated.ts";
import { valuesTable, withTable } from "../../charts/tooling/readme.ts";
import { valuesSchema } from "../../charts/tooling/schema.ts";
import { usageProblems } from "../../charts/tooling/usage.ts";
import { readValuesFile } from "../../charts/tooling/values-file.ts";
import { chart } from "./support/chart.ts";

const values = `# How it is called.
# Two lines.
# @schema {minLength: 1}
name: pmp

api:
  # Number of pods | replicas.
  # @schema {minimum: 1}
  replicas: 2
  # Extra.
  # @schema {$ref: "#/definitions/labels"}
  labels: {}
`;

describe("chart: files that are generated", () => {
  it("are what their sources say; otherwise run node charts/tooling/main.ts", async () => {
    for (const { path, text } of await generatedFiles()) assert.equal(readFileSync(path, "utf8"), text, path);
  });

  it("come from a values.yaml whose every value is read, and nothing else is", () => {
    const templates = join(chart, "templates");
    const files = readdirSync(templates, { recursive: true, encoding: "utf8" }).filter((name) =>
      /\.(yaml|tpl|txt)$/.test(name),
    );
    const read = files.map((path) => ({ path, text: readFileSync(join(templates, path), "utf8") }));
    assert.ok(read.length > 10);
    assert.deepEqual(usageProblems(readValuesFile(readFileSync(join(chart, "values.yaml"), "utf8")), read), []);
  });

  it("the schema is closed at every level and takes types from defaults and the rest from comments", () => {
    const { definitions, title, $schema, ...schema } = valuesSchema(readValuesFile(values), {
      "api.count": "api.replicas",
      total: "api.replicas",
    });
    assert.ok(definitions !== undefined && title !== undefined);
    assert.equal($schema, "http://json-schema.org/draft-07/schema#");
    assert.deepEqual(schema, {
      type: "object",
      additionalProperties: false,
      properties: {
        name: { description: "How it is called. Two lines.", default: "pmp", type: "string", minLength: 1 },
        api: {
          type: "object",
          additionalProperties: false,
          properties: {
            replicas: { description: "Number of pods | replicas.", default: 2, type: "integer", minimum: 1 },
            labels: { description: "Extra.", default: {}, allOf: [{ $ref: "#/definitions/labels" }] },
            count: { deprecated: true, description: "Renamed to api.replicas; refused." },
          },
        },
        total: { deprecated: true, description: "Renamed to api.replicas; refused." },
        enabled: { type: "boolean", description: "Read by a parent chart's condition; this chart does not read it." },
      },
    });
  });

  it("the README's table has a row for each value", () => {
    assert.equal(
      valuesTable(readValuesFile(values)),
      [
        "| Value | What it is | Default |",
        "| --- | --- | --- |",
        '| `name` | How it is called. Two lines. | `"pmp"` |',
        "| `api.replicas` | Number of pods \\| replicas. | `2` |",
        "| `api.labels` | Extra. | `{}` |",
      ].join("\n"),
    );
    assert.throws(() => withTable("# No marks\n", ""), /needs the lines/);
  });
});
