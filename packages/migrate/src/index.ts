export { findMigration } from "./find.ts";
export type { Change, Finding, Migration, Unit } from "./migration.ts";
export { MissingTsMorphError } from "./read/ts-morph.ts";
export { formatMigration } from "./report/text.ts";
export { migrationJson } from "./report/json.ts";
export { migrationSarif } from "./report/sarif.ts";
export type { CodeRule, DataRule, DeploymentRule, Edit, Found, NewFile, Rule, RuleInfo } from "./rule.ts";
export { RULES } from "./rules/index.ts";
export { reasonNotToWrite, writeChanges } from "./write.ts";
