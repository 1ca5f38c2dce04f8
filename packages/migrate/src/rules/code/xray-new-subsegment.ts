import { placeOf } from "../../code/calls.ts";
import { importedName } from "../../code/names.ts";
import { short } from "../../code/object-calls.ts";
import { TRACING } from "../../code/packages.ts";
import { methodCalls } from "../../code/segments.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayNewSubsegment: CodeRule = {
  name: "xray-new-subsegment",
  title: "addNewSubsegment",
  why: "A subsegment belongs to what runs, not to an object.",
  fix: "Use openSubsegment(name), which is closed by close() as before.",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const { call, kind } of methodCalls(file, "addNewSubsegment")) {
      const [name] = call.getArguments();
      const message = `addNewSubsegment(${name === undefined ? "" : short(name)})`;
      if (kind === "opened") {
        yield {
          ...placeOf(call),
          message: `${message} below a subsegment that nothing runs in: capture the function that it is about, and open this one there`,
        };
        continue;
      }
      const { local, specifier } = importedName(file, "openSubsegment");
      yield {
        ...placeOf(call),
        message,
        edits: [{ start: call.getStart(), end: call.getExpression().getEnd(), text: local }],
        imports: { [TRACING]: [specifier] },
      };
    }
  },
};
