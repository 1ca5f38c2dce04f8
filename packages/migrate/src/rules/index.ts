import type { CodeRule, DataRule, Rule, TextRule } from "../rule.ts";
import { xrayContextMissing } from "./code/xray-context-missing.ts";

/** Rules over code. A new one is a file in `code/` and a line here, with fixtures in test/packages/migrate/fixtures. */
export const CODE_RULES: readonly CodeRule[] = [xrayContextMissing];

/** Rules over YAML and JSON, and over files of lines: `deployment/`. */
export const DATA_RULES: readonly DataRule[] = [];
export const TEXT_RULES: readonly TextRule[] = [];

export const RULES: readonly Rule[] = [...CODE_RULES, ...DATA_RULES, ...TEXT_RULES];
