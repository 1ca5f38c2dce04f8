import type { CodeRule, RuleInfo } from "../rule.ts";
import { callsOf, deletedCall, isPortable, placeOf } from "./calls.ts";
import { short } from "./object-calls.ts";

/** A rule for a call whose only argument becomes an environment variable. */
export function settingRule({
  member,
  variable,
  ...info
}: Omit<RuleInfo, "level"> & { readonly member: string; readonly variable: string }): CodeRule {
  return {
    ...info,
    level: "edit",
    reads: "code",
    *find(file) {
      for (const each of callsOf(file, member)) {
        const [value] = each.args;
        const message = `${info.title}(${value === undefined ? "" : short(value)})`;
        const deleted = deletedCall(file, each, message);
        if (value !== undefined && isPortable(file, value)) {
          yield { ...deleted, environment: { [variable]: value.getText() } };
        } else {
          yield {
            ...placeOf(each.call),
            message: `${message}: the value is computed; set ${variable} to it where the process is started`,
            ...(deleted.edits !== undefined && { proposal: deleted.edits }),
          };
        }
      }
    },
  };
}
