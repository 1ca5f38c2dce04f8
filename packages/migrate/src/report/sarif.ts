import type { Migration } from "../migration.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/** Findings as SARIF 2.1.0, which code hosts show beside the lines. */
export function migrationSarif({ findings }: Migration): unknown {
  const rules = new Map(findings.map(({ rule }) => [rule.name, rule]));
  const names = [...rules.keys()];
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "pmp-xray migrate",
            rules: [...rules.values()].map(({ name, title, why, fix, level }) => ({
              id: name,
              shortDescription: { text: title },
              fullDescription: { text: why },
              help: { text: fix },
              defaultConfiguration: { level: level === "say" ? "warning" : "note" },
            })),
          },
        },
        results: findings.map(({ rule, level, message, note, path, line, column }) => ({
          ruleId: rule.name,
          ruleIndex: names.indexOf(rule.name),
          level: level === "say" ? "warning" : "note",
          message: { text: note === undefined ? message : `${message}. ${note}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(path) },
                region: { startLine: line, startColumn: column },
              },
            },
          ],
        })),
      },
    ],
  };
}
