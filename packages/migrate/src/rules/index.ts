import type { CodeRule, Rule } from "../rule.ts";
import { xrayContextMissing } from "./code/xray-context-missing.ts";
import { DEPLOYMENT_RULES } from "./deployment/index.ts";

/** Rules over code. A new one is a file in `code/` and a line here, with fixtures in test/packages/migrate/fixtures. */
export const CODE_RULES: readonly CodeRule[] = [xrayContextMissing];

export const RULES: readonly Rule[] = [...CODE_RULES, ...DEPLOYMENT_RULES];
