import { UsageError } from "@pmp/command-line";
import { z } from "zod";

/**
 * The roles of aws:assumeRoles: https://www.pulumi.com/registry/packages/aws/api-docs/provider/#providerassumerole
 * Duration and session policies do not matter to a command that only reads, and are left out.
 */
const roles = z.array(
  z.object({
    roleArn: z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/),
    externalId: z.string().exactOptional(),
    /** Default: pmp-xray. */
    sessionName: z.string().exactOptional(),
    sourceIdentity: z.string().exactOptional(),
    tags: z.record(z.string(), z.string()).exactOptional(),
  }),
);

/** One role of `aws:assumeRoles`, as far as it decides who the caller is. */
export type AssumedRole = z.infer<typeof roles>[number];

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
