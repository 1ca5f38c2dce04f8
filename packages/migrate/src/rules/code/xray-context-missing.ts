import { sdkUses } from "../../code/bindings.ts";
import { statementOf, removal } from "../../code/statements.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayContextMissing: CodeRule = {
  name: "xray-context-missing",
  title: "setContextMissingStrategy",
  why: "Code that runs outside of a request is not recorded by @pmp/tracing, and never throws or logs for it.",
  fix: "The call is deleted.",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const { member, node } of sdkUses(file).uses) {
      if (member !== "setContextMissingStrategy") continue;
      const statement = statementOf(file, node);
      yield {
        start: node.getStart(),
        end: node.getEnd(),
        message: "sets what happens outside of a segment",
        ...(statement !== undefined && { edits: [removal(file, statement)] }),
      };
    }
  },
};
