import type { AssumedRole } from "./assumed-roles.ts";

/** Which X-Ray is asked, and as whom. */
export interface LiveSource {
  /** The stack file, for messages. */
  readonly file: string;
  readonly region: string;
  /** A profile of the AWS configuration files. Default: from the environment. */
  readonly profile: string | undefined;
  /** Where the profile is named, for messages. Default: aws:profile of the stack file. */
  readonly profileFrom?: string;
  /** Assumed one after the other before X-Ray is asked. */
  readonly assumeRoles: readonly AssumedRole[];
  /** Another address than the region's. */
  readonly endpointUrl: string | undefined;
}

/** How AWS clients connect. Milliseconds for a connection, and for an answer; both are tried twice. */
export const CLIENT_OPTIONS = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3000, requestTimeout: 5000, throwOnRequestTimeout: true },
} as const;
