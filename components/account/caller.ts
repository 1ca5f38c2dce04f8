import { Config } from "@pulumi/pulumi";
import { z } from "zod";

/** The identity that the AWS CLI uses: the same as the stack's own AWS provider. */
export interface AwsCaller {
  /** An AWS profile of the machine. */
  readonly profile?: string | undefined;
  /** ARN of a role to assume. */
  readonly roleArn?: string | undefined;
}

const assumeRoles = z.array(z.object({ roleArn: z.string() }));

/** The same for AWS's SDK, which can assume several roles one after the other. */
export interface AwsCallers {
  readonly profile?: string | undefined;
  readonly roleArns: readonly string[];
}

/** The caller of the stack's AWS provider, from its configuration (aws:profile, aws:assumeRoles). */
export function awsCallers(): AwsCallers {
  const config = new Config("aws");
  const roles = assumeRoles.safeParse(config.getObject("assumeRoles"));
  return {
    profile: config.get("profile"),
    roleArns: roles.success ? roles.data.map(({ roleArn }) => roleArn) : [],
  };
}

/**
 * The caller of the stack's AWS provider, from its configuration (aws:profile, aws:assumeRoles), unless a role is given.
 * Of a chain of roles the last one counts: the AWS CLI assumes one.
 */
export function awsCaller(roleArn?: string): AwsCaller {
  const { profile, roleArns } = awsCallers();
  return { profile, roleArn: roleArn ?? roleArns.at(-1) };
}
