import { diffRules, formatDiff, toFallbackFile } from "@pmp/planning";
import { planOf, processOf } from "../stack/plan.ts";
import { JSON_OPTION, type Answer, type Define, type Invocation } from "./invocation.ts";

export const define: Define = (command, invocation) => {
  command
    .argument("STACK", "the stack that is compared")
    .argument("OTHER_STACK", "the stack that it is compared with")
    .option(...JSON_OPTION)
    .action((from, to, { json }) => invocation.reply(diff(invocation, from, to), json));
};

function diff(invocation: Invocation, from: string, to: string): Answer {
  const [one, other] = [planOf(invocation, from), planOf(invocation, to)];
  const found = diffRules(toFallbackFile(one).SamplingRules, toFallbackFile(other).SamplingRules, processOf(one));
  const differs = found.added.length + found.removed.length + found.changed.length + found.decisions.length > 0;
  return { found: differs, text: formatDiff(found, [from, to]), json: { from, to, ...found } };
}
