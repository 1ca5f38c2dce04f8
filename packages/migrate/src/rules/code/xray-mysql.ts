import { callsOf, placeOf, unwrapped } from "../../code/calls.ts";
import { short } from "../../code/object-calls.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayMysql: CodeRule = {
  name: "xray-mysql",
  title: "captureMySQL",
  why: "@pmp/tracing does not record MySQL itself; spans of OpenTelemetry's instrumentation join its traces.",
  fix: "Unwrap it and register @opentelemetry/instrumentation-mysql (or -mysql2), or do without subsegments of queries. `--accept xray-mysql` unwraps it.",
  level: "say",
  reads: "code",
  *find(file) {
    for (const { call, args } of callsOf(file, "captureMySQL")) {
      const [driver] = args;
      yield {
        ...placeOf(call),
        message: `captureMySQL(${driver === undefined ? "" : short(driver)}): are subsegments of its queries needed?`,
        ...(driver !== undefined && { proposal: unwrapped(file, call, driver) }),
      };
    }
  },
};
