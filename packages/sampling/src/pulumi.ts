import { inApi, respell, RULE_MEMBERS, type Spelling } from "./members.ts";
import type { XRaySamplingRule } from "./rule.ts";

/** A name of the AWS API as Pulumi's providers spell it: `URLPath` is `urlPath`, `ResourceARN` is `resourceArn`. */
type CamelCase<Name> = Name extends `${"URL" | "HTTP"}${infer Rest}`
  ? Name extends `${infer Acronym}${Rest}`
    ? `${Lowercase<Acronym>}${Rest}`
    : never
  : Name extends `${infer Head}ARN`
    ? `${Uncapitalize<Head>}Arn`
    : Name extends string
      ? Uncapitalize<Name>
      : never;

type InPulumi<Value> =
  Value extends Readonly<Record<string, string>>
    ? Value
    : Value extends object
      ? { [Name in keyof Value as CamelCase<Name>]: InPulumi<Value[Name]> }
      : Value;

/** A rule as the arguments of Pulumi's sampling rule resources. */
export type SamplingRuleArgs = InPulumi<XRaySamplingRule>;

/** As Pulumi's providers have it. */
export const inPulumi: Spelling = (name) => {
  const words = name.replace(/^(URL|HTTP)|ARN$/, (acronym) => acronym.charAt(0) + acronym.slice(1).toLowerCase());
  return words.charAt(0).toLowerCase() + words.slice(1);
};

/** A rule of the X-Ray API in Pulumi's spelling. */
export function toPulumiRule(rule: XRaySamplingRule): SamplingRuleArgs {
  return respell(RULE_MEMBERS, rule, inApi, inPulumi) as SamplingRuleArgs;
}

/** Converts a rule's members from Pulumi's spelling to the X-Ray API's. Others, such as tags, are left out. */
export function fromPulumiRule(args: SamplingRuleArgs): XRaySamplingRule;
export function fromPulumiRule(args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
export function fromPulumiRule(args: Readonly<Record<string, unknown>>): object {
  return respell(RULE_MEMBERS, args, inPulumi, inApi);
}
