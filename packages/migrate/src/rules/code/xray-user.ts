import { placeOf } from "../../code/calls.ts";
import { importedName } from "../../code/names.ts";
import { short } from "../../code/object-calls.ts";
import { TRACING } from "../../code/packages.ts";
import { methodCalls } from "../../code/segments.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayUser: CodeRule = {
  name: "xray-user",
  title: "setUser",
  why: "The user of a request is set by a function, with no segment in hand.",
  fix: "Use setUser(id).",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const { call, kind } of methodCalls(file, "setUser")) {
      const [user] = call.getArguments();
      const message = `setUser(${user === undefined ? "" : short(user)})`;
      if (user === undefined || kind !== "current") {
        yield { ...placeOf(call), message: `${message}: only the segment of a request has a user` };
        continue;
      }
      const { local, specifier } = importedName(file, "setUser");
      yield {
        ...placeOf(call),
        message,
        edits: [{ start: call.getStart(), end: call.getExpression().getEnd(), text: local }],
        imports: { [TRACING]: [specifier] },
      };
    }
  },
};
