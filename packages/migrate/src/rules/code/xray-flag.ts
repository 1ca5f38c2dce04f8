import { placeOf } from "../../code/calls.ts";
import { removal } from "../../code/statements.ts";
import { methodCalls } from "../../code/segments.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayFlag: CodeRule = {
  name: "xray-flag",
  title: "addFaultFlag, addErrorFlag, addThrottleFlag",
  why: "Whether a segment is a fault, an error or throttled follows from the status of the response, or from a recorded error.",
  fix: "Delete it where the status says the same; else call recordError, which makes a fault.",
  level: "say",
  reads: "code",
  *find(file) {
    const { Node } = file.tsMorph;
    for (const flag of ["addFaultFlag", "addErrorFlag", "addThrottleFlag"]) {
      for (const { call } of methodCalls(file, flag)) {
        const statement = call.getParent();
        yield {
          ...placeOf(call),
          message: `${flag}(): does the response's status say the same?`,
          ...(Node.isExpressionStatement(statement) && { proposal: [removal(file, statement)] }),
        };
      }
    }
  },
};
