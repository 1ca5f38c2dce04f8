import { callsOf, deletedCall } from "../../code/calls.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayLogger: CodeRule = {
  name: "xray-logger",
  title: "setLogger",
  why: "@pmp/tracing writes what goes wrong to standard error, at the level of OTEL_LOG_LEVEL.",
  fix: "The call is deleted.",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const each of callsOf(file, "setLogger")) {
      yield {
        ...deletedCall(file, each, "setLogger()"),
        note: "Messages about tracing go to standard error, no longer through this logger.",
      };
    }
  },
};
