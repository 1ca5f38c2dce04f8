import { variablesOf } from "../../deployment/variables.ts";
import type { DeploymentRule } from "../../rule.ts";

const WITHOUT_EQUAL: Readonly<Record<string, string>> = {
  AWS_XRAY_COLLECT_SQL_QUERIES: "statements of pg are always recorded, with ? for each literal; delete it",
  AWS_XRAY_MANUAL_MODE:
    "calls join the request that makes them, by themselves; rewrite the code that passes segments on, then delete it",
};

export const sdkVariable: DeploymentRule = {
  name: "sdk-variable",
  title: "variable of AWS's X-Ray SDK without an equal",
  why: "It switches something of AWS's X-Ray SDK that @pmp/tracing does in another way.",
  fix: "Read what replaces it, then delete the variable.",
  level: "say",
  reads: "deployment",
  *find(file) {
    for (const { name, value = "", start, end } of variablesOf(file)) {
      const instead = WITHOUT_EQUAL[name];
      if (instead !== undefined) yield { start, end, message: `${name}=${value}: ${instead}`, withApp: true };
    }
  },
};
