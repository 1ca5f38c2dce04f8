import { z } from "zod";
import { field, text, wanting } from "../field.ts";

/** Forms of values that several sections use. */

/** An ARN of one service, in any partition. */
export const arn = (service: string, resource: string, example: string) =>
  text(new RegExp(`^arn:aws[a-z-]*:${service}:[^ ]*:${resource}.+$`), `an ARN like ${example}`, example);

export const httpUrl = (example: string) =>
  field(z.url({ protocol: /^https?$/ }), { allowed: `a URL with http or https, like ${example}`, example });

export const roleArn = arn("iam", "role/", "arn:aws:iam::123456789012:role/deployer");

const repository = text(
  /^[a-z0-9][a-z0-9.-]*(:[0-9]+(?=\/))?(\/[a-z0-9._-]+)*$/,
  "an image repository without tag or digest, like 123456789012.dkr.ecr.us-east-1.amazonaws.com/pmp-api",
  "pmp-api",
);
const tag = text(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, "an image tag: at most 128 of A-Z a-z 0-9 _ . -", "1.0.0");
const digest = text(/^sha256:[0-9a-f]{64}$/, "a digest: sha256: and 64 hexadecimal digits", `sha256:${"0".repeat(64)}`);

/** At least one of tag and digest; with both, the digest decides. */
export const image = wanting(z.strictObject({ repository, tag: tag.exactOptional(), digest: digest.exactOptional() }), [
  "tag",
]);
