import { NotRead } from "../fact.ts";

/** Names of errors of AWS that mean a missing right. */
const NO_RIGHT = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationError",
  "NotAuthorized",
  "UnauthorizedOperation",
  "UnauthorizedException",
]);
/** Of an endpoint that does not have the action, as emulators answer. */
const NO_ACTION = new Set([
  "InvalidAction",
  "NotImplemented",
  "NotImplementedException",
  "UnknownOperationException",
  "UnsupportedOperation",
]);
/** The credentials themselves are missing, wrong or expired: nothing of AWS can be read. */
const NO_CREDENTIALS = new Set([
  "CredentialsProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "IncompleteSignature",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "TokenProviderError",
  "UnrecognizedClientException",
]);

/** Whether nothing of AWS can be read, whatever is asked. */
export function isCredentialFailure(error: unknown): boolean {
  return NO_CREDENTIALS.has(nameOf(error));
}

/** Why one fact of AWS can't be known. */
export function notRead(error: unknown, actions: readonly string[], endpointUrl: string | undefined): NotRead {
  if (error instanceof NotRead) return error;
  const name = nameOf(error);
  if (NO_RIGHT.has(name)) {
    return new NotRead("right", `needs ${actions.join(", ")} (AWS answered ${name})`);
  }
  const status = statusOf(error);
  const lacking = NO_ACTION.has(name) || status === 501 || (status === 404 && name === "UnknownError");
  if (lacking && endpointUrl !== undefined) {
    return new NotRead("unsupported", `${endpointUrl} does not offer ${actions.join(", ")} (${name})`);
  }
  return new NotRead("failed", `${actions.join(", ")} failed (${name}): ${firstLine(error)}`);
}

/** The name of an error; AWS's own for errors of AWS. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "Error";
}

/** The first line of an error's message. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [line = ""] = message.trim().split("\n");
  return line === "" ? "no reason given" : line;
}

function statusOf(error: unknown): number | undefined {
  const { $metadata: metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } };
  return metadata?.httpStatusCode;
}
