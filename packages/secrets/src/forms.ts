/** A credential that can be told by its own form, whatever stands around it. */
export interface SecretForm {
  /** What it is, with its article. */
  readonly what: string;
  /** Without flags: whoever searches adds what it needs. */
  readonly pattern: RegExp;
}

export const SECRET_FORMS: readonly SecretForm[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  { what: "an AWS access key id", pattern: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/ },
  { what: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/ },
  { what: "a GitHub token", pattern: /(?<![A-Za-z0-9])(?:ghp|gho|ghs|ghr)_[A-Za-z0-9]{36}(?![A-Za-z0-9])/ },
  { what: "a Stripe live key", pattern: /(?<![A-Za-z0-9])(?:sk|rk)_live_[A-Za-z0-9]{16,}/ },
  { what: "a Slack token", pattern: /(?<![A-Za-z0-9])xox[abprs]-[A-Za-z0-9-]{10,}/ },
  { what: "a GitLab token", pattern: /(?<![A-Za-z0-9])glpat-[\w-]{20,}/ },
  { what: "a JSON Web Token", pattern: /(?<![A-Za-z0-9])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/ },
  // postgres://user:password@host; a placeholder in its place is none.
  { what: "an address with a password in it", pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:[^\s:/@$<{*][^\s/@]*@/i },
];
