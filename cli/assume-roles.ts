import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { UsageError } from "./sampling/host.ts";
import { describeFailure } from "./aws-failure.ts";

/** One role of `aws:assumeRoles`, as far as it decides who the caller is. */
export interface AssumedRole {
  readonly roleArn: string;
  readonly externalId?: string;
  /** Default: pmp-xray. */
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Credentials of a session. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** As whom, and where, the first role is asked for. */
export interface RoleSource {
  /** The stack file, for messages. */
  readonly file: string;
  readonly region: string;
  readonly profile: string | undefined;
}

const TIMEOUTS = { connectionTimeout: 3000, requestTimeout: 5000, throwOnRequestTimeout: true };

/**
 * Takes the roles one after the other, each with the credentials of the one before, as the stack's AWS provider does.
 *
 * @returns credentials of the last role, or undefined when there is none
 * @throws UsageError with one line that names the role that was refused
 */
export async function assumeRoles(
  roles: readonly AssumedRole[],
  { file, region, profile }: RoleSource,
): Promise<SessionCredentials | undefined> {
  let credentials: SessionCredentials | undefined;
  for (const role of roles) {
    const as = credentials === undefined ? { ...(profile !== undefined && { profile }) } : { credentials };
    const client = new STSClient({ region, maxAttempts: 2, requestHandler: TIMEOUTS, ...as });
    try {
      credentials = await assume(client, role);
    } catch (error) {
      const { name, message } = describeFailure(error);
      throw new UsageError(
        `The role ${role.roleArn} (aws:assumeRoles of ${file}) can't be assumed (${name}): ${message} ` +
          "Log in as somebody whom the role trusts, or correct aws:assumeRoles.",
      );
    } finally {
      client.destroy();
    }
  }
  return credentials;
}

async function assume(client: STSClient, role: AssumedRole): Promise<SessionCredentials> {
  const { Credentials } = await client.send(
    new AssumeRoleCommand({
      RoleArn: role.roleArn,
      RoleSessionName: role.sessionName ?? "pmp-xray",
      ExternalId: role.externalId,
      SourceIdentity: role.sourceIdentity,
      Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    throw new Error("STS answered without credentials");
  }
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
