import { show } from "@pmp/sampling";
import type { Problem } from "./problem.ts";

/**
 * Checks the AWS provider's keys that determine a stack's account. Version 7 of @pulumi/aws reads aws:assumeRoles, a
 * list, and silently ignores the former aws:assumeRole, so that no role is assumed.
 * https://www.pulumi.com/registry/packages/aws/how-to-guides/7-0-migration/
 */
export function providerProblems(config: Readonly<Record<string, string>>): Problem[] {
  const old = config["aws:assumeRole"];
  if (old === undefined || old === "") return [];
  const arn = /"roleArn":"([^"]+)"/.exec(old)?.[1] ?? "arn:aws:iam::123456789012:role/deployer";
  return [
    {
      path: "aws:assumeRole",
      value: show(old),
      allowed: "nothing: the AWS provider reads aws:assumeRoles, a list of roles, instead",
      fix: `pulumi config set --path 'aws:assumeRoles[0].roleArn' '${arn}' && pulumi config rm --path 'aws:assumeRole'`,
    },
  ];
}
