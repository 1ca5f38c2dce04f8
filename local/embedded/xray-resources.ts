import { CreateGroupCommand, CreateSamplingRuleCommand, XRayClient } from "@aws-sdk/client-xray";
import { fromPulumiRule, type SamplingRuleArgs } from "@pmp/sampling";
import type { Resource } from "../../policy/kit/resource.ts";
import { clientConfig } from "../aws.ts";

const RULE = "aws:xray/samplingRule:SamplingRule";
const GROUP = "aws:xray/group:Group";

/**
 * Creates the sampling rules and groups of a stack through the X-Ray API at `endpoint`.
 *
 * @returns how many of each
 */
export async function createXRayResources(
  endpoint: string,
  resources: readonly Resource[],
): Promise<{ readonly rules: number; readonly groups: number }> {
  const client = new XRayClient(clientConfig(endpoint));
  const rules = resources.filter(({ type }) => type === RULE);
  const groups = resources.filter(({ type }) => type === GROUP);
  try {
    for (const { props } of rules) {
      const rule = fromPulumiRule(props as unknown as SamplingRuleArgs);
      await client.send(new CreateSamplingRuleCommand({ SamplingRule: rule }));
    }
    for (const { props } of groups) {
      await client.send(
        new CreateGroupCommand({
          GroupName: String(props.groupName),
          FilterExpression: String(props.filterExpression),
        }),
      );
    }
  } finally {
    client.destroy();
  }
  return { rules: rules.length, groups: groups.length };
}
