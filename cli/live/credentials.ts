import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { UsageError } from "@pmp/command-line";
import type { AssumedRole } from "./assumed-roles.ts";
import { describeFailure } from "./failure.ts";
import { CLIENT_OPTIONS, type LiveSource } from "./source.ts";

type Provider = ReturnType<typeof fromTemporaryCredentials>;

/**
 * Credentials of the last of the stack's roles, each assumed with those of the one before, as the stack's AWS provider
 * does. The provider throws a UsageError of one line that names the role that was refused.
 *
 * @returns undefined when the stack has no roles: the AWS SDK then finds credentials by itself
 */
export function roleCredentials({ file, region, profile, assumeRoles }: LiveSource): Provider | undefined {
  return assumeRoles.reduce<Provider | undefined>((before, role) => {
    const provider = fromTemporaryCredentials({
      params: paramsOf(role),
      clientConfig: { region, ...CLIENT_OPTIONS, ...(profile !== undefined && { profile }) },
      ...(before !== undefined && { masterCredentials: before }),
    });
    return async (properties) => {
      try {
        return await provider(properties);
      } catch (error) {
        // A preceding role was refused; its own message says so.
        if (error instanceof UsageError) throw error;
        const { name, message } = describeFailure(error);
        throw new UsageError(
          `The role ${role.roleArn} (aws:assumeRoles of ${file}) can't be assumed (${name}): ${message} ` +
            "Log in with an identity that the role trusts, or correct aws:assumeRoles.",
        );
      }
    };
  }, undefined);
}

function paramsOf({ roleArn, sessionName = "pmp-xray", externalId, sourceIdentity, tags }: AssumedRole) {
  return {
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    ...(externalId !== undefined && { ExternalId: externalId }),
    ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
    ...(tags !== undefined && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
  };
}
