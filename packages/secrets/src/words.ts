/**
 * Names of credentials, in words: their values are credentials in any context. Telemetry searches them anywhere in a
 * key, the policy pack at the end of a name.
 */
export const CREDENTIAL_NAMES: readonly string[] = [
  "password",
  "passwd",
  "pwd",
  "pass",
  "passphrase",
  "pass phrase",
  "passcode",
  "credential",
  "credentials",
  "secret",
  "token",
  "api key",
  "secret key",
  "private key",
  "access key",
  "auth key",
  "signing key",
  "encryption key",
  "account key",
  "master key",
  "session key",
  "storage key",
  "shared key",
  "subscription key",
  "functions key",
  "deploy key",
  "license key",
  "app key",
  "application key",
  "integration key",
  "instrumentation key",
  "webhook key",
  "hmac key",
  "aes key",
  "ssh key",
  "host key",
  "server key",
  "client key",
  "write key",
  "connection string",
];

/** Other names that telemetry must not show: sessions, one-time codes, payment data, personal identifiers. */
export const PERSONAL_NAMES: readonly string[] = [
  "authorization",
  "cookie",
  "signature",
  "session id",
  "sess id",
  "connect sid",
  "csrf",
  "xsrf",
  "mfa code",
  "auth code",
  "access code",
  "verification code",
  "security code",
  "recovery code",
  "backup code",
  "reset code",
  "one time code",
  "sms code",
  "login code",
  "two factor code",
  "code verifier",
  "saml response",
  "saml request",
  "client assertion",
  "seed phrase",
  "recovery phrase",
  "card number",
  "card no",
  "cc number",
  "credit card",
  "debit card",
];

/** Short words that are also parts of harmless ones (`pin` in `ping`): they count only as separate words. */
export const WHOLE_WORDS: ReadonlySet<string> = new Set(
  "pan pin otp totp ssn pw pwd passwort kennwort iban jwt cvv cvc cvn csc hmac sig mnemonic pgp pem".split(" "),
);

/** Words that indicate a secret only at the end of a key, or followed by one of `FOLLOWERS`: not `auth_method`. */
export const LAST_WORDS: ReadonlySet<string> = new Set("pass auth session sid bearer mfa 2fa sessions sids".split(" "));
export const FOLLOWERS: ReadonlySet<string> = new Set(
  "id ids key code codes value values data header headers hash hex string str raw text info blob".split(" "),
);

/** English words that end with `pass`. */
export const NOT_PASS: ReadonlySet<string> = new Set(
  "bypass compass encompass trespass overpass underpass surpass".split(" "),
);

/** Words at the end of a key that make its value a number or a time about the secret, not the secret. */
export const MEASURES: ReadonlySet<string> = new Set(
  (
    "tokens count counts size length len bytes ttl age second seconds ms minutes hours days expiry expires expiration " +
    "in at until limit max min total attempts tries retries used remaining left timeout duration version date time"
  ).split(" "),
);

/** Words at the end of a key that make its value one of few words (`token_type: bearer`). */
export const KINDS: ReadonlySet<string> = new Set(
  "type kind method mode state status algorithm alg provider policy strength format encoding".split(" "),
);

/** Words that make the value a body. */
export const BODIES: ReadonlySet<string> = new Set(
  "body bodies payload payloads formdata postdata rawbody requestbody responsebody".split(" "),
);
/** Words after those that make the value metadata of the body. */
export const ABOUT_BODIES: ReadonlySet<string> = new Set(
  "size length len bytes count type encoding limit parser format mime status mass index temperature weight".split(" "),
);

/** Tokens that are not secrets: page and idempotency tokens. */
export const HARMLESS_TOKENS: ReadonlySet<string> = new Set("client idempotency next page continuation".split(" "));
