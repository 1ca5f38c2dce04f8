import { UsageError } from "./sampling/host.ts";
import { z } from "zod";
import type { AssumedRole } from "./assume-roles.ts";

/**
 * The roles of aws:assumeRoles: https://www.pulumi.com/registry/packages/aws/api-docs/provider/#providerassumerole
 * How long a session lasts, and policies that narrow it, are of no matter to a command that only reads, and are left out.
 */
const roles = z.array(
  z.object({
    roleArn: z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/),
    externalId: z.string().exactOptional(),
    sessionName: z.string().exactOptional(),
    sourceIdentity: z.string().exactOptional(),
    tags: z.record(z.string(), z.string()).exactOptional(),
  }),
);

/**
 * Reads aws:assumeRoles of a stack file.
 *
 * @throws UsageError when it is no list of roles
 */
export function readAssumedRoles(file: string, value: unknown): readonly AssumedRole[] {
  const read = roles.safeParse(value ?? []);
  if (read.success) return read.data;
  throw new UsageError(
    `${file}: aws:assumeRoles must be a list of roles such as [{ roleArn: "arn:aws:iam::123456789012:role/reader" }], ` +
      `got ${JSON.stringify(value)}.`,
  );
}
