import { inPulumi, RULE_MEMBERS, type Member } from "@pmp/sampling";

/** Keys of other notations, with the fix for a plan. */
export type Notations = Readonly<Record<string, string>>;

/** Keys of the rule files of X-Ray's own SDKs, and of the X-Ray API. */
export const PLAN_NOTATIONS: Notations = {
  version: "A plan has none: leave it out.",
  default: "Write it as the last of rules, with path: *.",
  SamplingRules: "A plan calls it rules.",
  SamplingRuleRecords: "A plan calls it rules; what is in the list can stay as it is.",
};

/** Why a plan does not set a member of X-Ray's rule. */
const NOT_SET: Notations = {
  Priority: "The order of the list is the order of evaluation, and the priority follows from it",
  Version: "It is always 1",
  ResourceARN: "It is always *, the one value that every SDK understands",
};

/** Keys of a rule in the spellings of the X-Ray API, Pulumi, Terraform and the rule files of X-Ray's own SDKs. */
export const RULE_NOTATIONS: Notations = Object.fromEntries(
  Object.entries<Member>(RULE_MEMBERS).flatMap(([name, member]) => {
    const { word, also = [] } = member;
    const fix =
      word === undefined ? `${NOT_SET[name] ?? "A plan has none"}: leave it out.` : `A plan calls it ${word}.`;
    const camel = inPulumi(name, member) ?? name;
    const snake = camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [name, camel, snake, ...also].filter((key) => key !== word).map((key): [string, string] => [key, fix]);
  }),
);
