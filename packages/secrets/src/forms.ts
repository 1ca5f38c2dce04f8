/** A credential that is recognizable by its form, regardless of context. */
export interface SecretForm {
  /** Its name, with the article. */
  readonly what: string;
  /** How it begins, as the source of an expression: a text without any of these holds none of the forms. */
  readonly begins: string;
  /** The source of the regular expression; matches truncated credentials where possible. */
  readonly source: string;
  /** False for a merely probable credential: telemetry redacts it, but it is no reason to reject a stack. */
  readonly sure: boolean;
}

/** `begins` then `rest`, not in the middle of a word. */
function form(what: string, begins: string, rest: string, sure = true): SecretForm {
  return { what, begins, source: `(?<![A-Za-z0-9])(?:${begins})${rest}`, sure };
}

/**
 * Prefixes as their makers document them, or as
 * https://docs.github.com/en/code-security/reference/secret-security/supported-secret-scanning-patterns lists them.
 */
export const SECRET_FORMS: readonly SecretForm[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  form("an AWS access key id", "AKIA|ASIA", "[A-Z2-7]{16}(?![A-Za-z0-9])"),
  form("an AWS id", "AKIA|ASIA|AROA|AIDA", "[A-Z0-9]{12,}", false),
  {
    what: "a private key",
    begins: "-----BEGIN ",
    source:
      "-----BEGIN (?:[A-Z0-9]+ ){0,6}PRIVATE KEY(?: BLOCK)?-----(?:[\\s\\S]*?-----END (?:[A-Z0-9]+ ){0,6}PRIVATE KEY(?: BLOCK)?-----|[\\s\\S]*)",
    sure: true,
  },
  form("a private key of PuTTY", "PuTTY-User-Key-File-", "\\d:[\\s\\S]*"),
  form("a private key of age", "AGE-SECRET-KEY-", "[0-9A-Z]{16,}"),
  form("a GitHub token", "gh[pousr]_", "[A-Za-z0-9]{20,}"),
  form("a GitHub token", "github_pat_", "\\w{20,}"),
  form("a GitLab token", "gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-", "[\\w.-]{16,}"),
  form("a Stripe live key", "sk_live_|rk_live_", "\\w{16,}"),
  form(
    "a Stripe key",
    "sk_(?:live|test|prod)_|pk_(?:live|test|prod)_|rk_(?:live|test|prod)_|whsec_",
    "[\\w+/=]{4,}",
    false,
  ),
  form("a Slack token", "xox[abcdeoprs]-|xapp-|xoxe\\.xox[bp]-", "[\\w-]{10,}"),
  form("an npm token", "npm_", "[A-Za-z0-9]{20,}"),
  form("a PyPI token", "pypi-", "[\\w-]{16,}"),
  form("a RubyGems key", "rubygems_", "[0-9a-f]{20,}"),
  form("a Docker token", "dckr_(?:pat|oat)_", "[\\w-]{16,}"),
  form("a Google API key", "AIza", "[\\w-]{16,}"),
  form("a Google OAuth token", "ya29\\.|GOCSPX-|1//0", "[\\w.-]{16,}"),
  form("a SendGrid key", "SG\\.", "[\\w-]{8,}(?:\\.[\\w-]*)?"),
  form("a Mailgun key", "key-", "[0-9a-f]{32}(?![A-Za-z0-9])"),
  form("a Mailchimp key", "[0-9a-f]{32}-us", "\\d{1,2}(?![A-Za-z0-9])"),
  form("a Twilio key", "SK", "[0-9a-f]{32}(?![A-Za-z0-9])"),
  form("a Square token", "sq0(?:atp|csp|idp)-", "[\\w-]{16,}"),
  form("a Shopify token", "shp(?:at|ca|pa|ss|tka)_", "[0-9a-fA-F]{16,}"),
  form("a Databricks token", "dapi", "[0-9a-f]{32}(?:-\\d)?(?![A-Za-z0-9])"),
  form("a DigitalOcean token", "do[opr]_v1_", "[0-9a-f]{16,}"),
  form("a Doppler token", "dp\\.(?:pt|st|ct|sa|scim|audit)\\.", "[\\w.-]{16,}"),
  form("a Linear key", "lin_(?:api|oauth|wh)_", "\\w{16,}"),
  form("a Notion token", "secret_|ntn_", "[A-Za-z0-9]{32,}"),
  form("a Hugging Face token", "hf_|api_org_", "[A-Za-z0-9]{16,}"),
  form("an OpenAI or Anthropic key", "sk-", "[A-Za-z0-9][\\w-]{15,}"),
  form("a key of a model's host", "gsk_|xai-|pplx-|r8_|lsv2_(?:pt|sk)_", "[\\w-]{20,}"),
  form("a Vault token", "hv[bsr]\\.", "[\\w-]{16,}"),
  form("a HashiCorp Cloud token", "[A-Za-z0-9]{14}\\.atlasv1\\.", "[\\w-]{16,}"),
  form("an Atlassian token", "ATATT3|ATCTT3|ATBB", "[\\w=-]{16,}"),
  form("an Azure secret", "[A-Za-z0-9_~.]{3}[78]Q~", "[\\w.~-]{24,}"),
  form("a Heroku key", "HRKU-", "[\\w-]{20,}"),
  form("a New Relic key", "NR(?:AK|II|JS|RA|SP)-", "[\\w-]{16,}"),
  form("a Grafana token", "glsa_|glc_", "[\\w+/=]{20,}"),
  form("a Postman key", "PMAK-", "[\\w-]{20,}"),
  form("a Pulumi token", "pul-", "[0-9a-f]{40}"),
  form("a PlanetScale token", "pscale_(?:tkn|pw|oauth)_", "[\\w.-]{16,}"),
  form("a Supabase key", "sbp_|sb_secret_", "[\\w-]{20,}"),
  form("a Sentry token", "sntry[su]_", "[\\w+/=-]{16,}"),
  form("a Tailscale key", "tskey-", "[\\w-]{16,}"),
  form("a Figma token", "figd_", "[\\w-]{20,}"),
  form("an Airtable token", "pat[A-Za-z0-9]{14}\\.", "[0-9a-f]{32,}"),
  form("a Telegram token", "\\d{8,10}:AA", "[\\w-]{30,}"),
  form(
    "a Discord token",
    "M[\\w-]{23,27}\\.[\\w-]{6}\\.|N[\\w-]{23,27}\\.[\\w-]{6}\\.|O[\\w-]{23,27}\\.[\\w-]{6}\\.",
    "[\\w-]{25,}",
  ),
  form("a Dropbox token", "sl\\.(?:u\\.)?", "[\\w-]{60,}"),
  form("a Facebook token", "EAA", "[A-Za-z0-9]{40,}"),
  form("an Alibaba key id", "LTAI", "[A-Za-z0-9]{12,24}(?![A-Za-z0-9])"),
  form("a Dynatrace token", "dt0[a-z]\\d{2}\\.", "[A-Z0-9]{16,}\\.[A-Z0-9]{32,}"),
  form("a CircleCI or Contentful token", "CCIPAT_|CFPAT-", "[\\w-]{20,}"),
  form("a Razorpay or Shippo key", "rzp_(?:live|test)_|shippo_(?:live|test)_|FLWSECK[_-]", "[\\w-]{10,}"),
  form("a NuGet key", "oy2", "[a-z0-9]{43}(?![A-Za-z0-9])"),
  form("a 1Password token", "ops_eyJ", "[\\w=-]{20,}"),
  form("a token", "gh[pousr]_|glpat-|SG\\.|AIza|shpat_|dop_v1_", "[\\w.-]{8,}", false),
  form("a JSON Web Token", "eyJ", "[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]{10,}"),
  form("a part of a JSON Web Token", "eyJ", "[\\w-]{4,}(?:\\.[\\w-]*){0,4}", false),
  {
    what: "an address with a password in it",
    begins: "://",
    // postgres://user:password@host, but not a placeholder for the password.
    source: "\\b[a-zA-Z][a-zA-Z0-9+.-]{0,30}:\\/\\/[^\\s:/@]{0,200}:[^\\s:/@$<{*][^\\s/@]{0,400}@",
    sure: true,
  },
];

const SURE = SECRET_FORMS.filter(({ sure }) => sure).map(({ what, source }) => ({ what, pattern: new RegExp(source) }));

/** The name of a certain credential in the text, such as `a GitHub token`. */
export function credentialIn(text: string): string | undefined {
  return SURE.find(({ pattern }) => pattern.test(text))?.what;
}

/** Forms that start with arbitrary letters are searched by a fixed part after a sign. */
const WITHIN: readonly string[] = ["-----BEGIN ", "-us\\d", "\\.atlasv1\\.", "~(?<=[78]Q~)", ":AA"];
const ANY_LETTERS = /^(?:[-:[]|\\d)/;

/** How all forms begin, for `prefixScanner`: a text without any of these holds none of them. */
export const FORM_BEGINNINGS: readonly string[] = [
  ...WITHIN,
  ...SECRET_FORMS.flatMap(({ begins }) => alternatives(begins)).filter((begins) => !ANY_LETTERS.test(begins)),
];

/** `a|b(?:c|d)` is `a` or `b(?:c|d)`. */
function alternatives(source: string): string[] {
  return source.split(/\|(?![^(]*\))/);
}
