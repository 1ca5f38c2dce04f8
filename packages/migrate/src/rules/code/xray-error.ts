import { placeOf } from "../../code/calls.ts";
import { importedName } from "../../code/names.ts";
import { methodName, short } from "../../code/object-calls.ts";
import { TRACING } from "../../code/packages.ts";
import { isCaptured, methodCalls } from "../../code/segments.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayError: CodeRule = {
  name: "xray-error",
  title: "addError",
  why: "Errors are recorded by a function, with no segment in hand.",
  fix: "Use recordError(error); on a subsegment, subsegment.recordError(error).",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const use of methodCalls(file, "addError")) {
      const { call, kind } = use;
      const [error, remote] = call.getArguments();
      const message = `addError(${error === undefined ? "" : short(error)})`;
      if (error === undefined || remote !== undefined) {
        yield { ...placeOf(call), message: `${message}: only one argument has a counterpart` };
      } else if (kind !== "current") {
        yield { ...placeOf(call), message, edits: [{ ...methodName(file, use), text: "recordError" }] };
      } else if (isCaptured(file, call)) {
        yield {
          ...placeOf(call),
          message: `${message}: it was on the subsegment of the captured function, and recordError would make the whole segment a fault; use the subsegment that the function is given`,
        };
      } else {
        const { local, specifier } = importedName(file, "recordError");
        yield {
          ...placeOf(call),
          message,
          edits: [{ start: call.getStart(), end: call.getExpression().getEnd(), text: local }],
          imports: { [TRACING]: [specifier] },
        };
      }
    }
  },
};
