import type { LiveSource } from "./source.ts";

const NO_CREDENTIALS = new Set(["CredentialsProviderError", "TokenProviderError"]);
const REFUSED_CREDENTIALS = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "IncompleteSignature",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "MissingAuthenticationToken",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
]);
const NO_RIGHTS = new Set(["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"]);
const UNREACHABLE = new Set([
  "AbortError",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "TimeoutError",
]);

/** What `sampling live` needs. */
const SAMPLING_ACTIONS = "xray:GetSamplingRules and xray:GetSamplingStatisticSummaries";

/**
 * One line with the reason why X-Ray could not be queried, and the fix.
 *
 * @param actions the IAM actions that were needed, as part of a sentence
 */
export function explainFailure(error: unknown, source: LiveSource, actions = SAMPLING_ACTIONS): string {
  const { name, code, message } = describeFailure(error);
  const { file, region, profile, profileFrom = `aws:profile of ${file}`, endpointUrl } = source;
  const where = endpointUrl === undefined ? `X-Ray in ${region}` : `X-Ray at ${endpointUrl}`;
  if (NO_CREDENTIALS.has(name)) {
    const as = profile === undefined ? "" : ` in profile ${profile} (${profileFrom})`;
    return (
      `No AWS credentials${as}: ${message} Log in by \`aws sso login\` or \`aws configure\`, or set AWS_PROFILE, or ` +
      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
    );
  }
  if (REFUSED_CREDENTIALS.has(name)) {
    return (
      `${where} refuses the AWS credentials (${name}): ${message} Log in again, or see whether the account has the ` +
      `region ${region} (aws:region of ${file}) enabled.`
    );
  }
  if (NO_RIGHTS.has(name)) {
    return `${where} denies access: ${message} Allow ${actions} on resource "*", or take another AWS_PROFILE.`;
  }
  if (UNREACHABLE.has(code) || UNREACHABLE.has(name)) {
    const fix =
      endpointUrl === undefined
        ? `Check aws:region of ${file} and the network.`
        : "Check --endpoint-url, and that something listens there.";
    return `${where} can't be reached (${code === "" ? name : code}). ${fix}`;
  }
  return `${where} could not be asked (${name}): ${message} Check aws:region of ${file} and --endpoint-url.`;
}

/** Whether AWS denies the right to a call. */
export function isDenied(error: unknown): boolean {
  return NO_RIGHTS.has(describeFailure(error).name);
}

/** Summarizes an error of the AWS SDK: its name, the code of a failed connection, and its first sentence. */
export function describeFailure(error: unknown): { name: string; code: string; message: string } {
  if (!(error instanceof Error)) return { name: "Error", code: "", message: sentence(String(error)) };
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return { name: error.name, code, message: sentence(error.message) };
}

/** The first line, with a full stop. */
function sentence(message: string): string {
  const [line = ""] = message.trim().split("\n");
  if (line === "") return "no reason given.";
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
