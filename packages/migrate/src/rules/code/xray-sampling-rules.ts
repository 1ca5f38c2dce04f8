import { callsOf, deletedCall, placeOf } from "../../code/calls.ts";
import { short } from "../../code/object-calls.ts";
import type { CodeRule } from "../../rule.ts";

export const xraySamplingRules: CodeRule = {
  name: "xray-sampling-rules",
  title: "setSamplingRules",
  why: "The rules to use while X-Ray can't be reached are a setting of the process.",
  fix: "The call is deleted; a file's path becomes PMP_SAMPLING_PLAN_FILE, and the file gets the form of X-Ray's API.",
  level: "edit",
  reads: "code",
  *find(file) {
    const { Node } = file.tsMorph;
    for (const each of callsOf(file, "middleware.setSamplingRules")) {
      const [source] = each.args;
      const message = `setSamplingRules(${source === undefined ? "" : short(source)})`;
      const deleted = deletedCall(file, each, message);
      if (source !== undefined && Node.isStringLiteral(source)) {
        yield { ...deleted, environment: { PMP_SAMPLING_PLAN_FILE: source.getText() } };
      } else {
        yield {
          ...placeOf(each.call),
          message: `${message}: the rules are no file by a path; put them into a JSON file, and set PMP_SAMPLING_PLAN_FILE to it where the process is started`,
          ...(deleted.edits !== undefined && { proposal: deleted.edits }),
        };
      }
    }
  },
};
