import { looksRandom, prefixScanner, type SecretKeys } from "@pmp/secrets";
import { REDACTED } from "./values.ts";

/** A run of characters that may be a URL or a path; one pass for any text. */
const TOKEN = /[^\s"<>]+/g;
const SCHEME = /:(?:\\{0,63}\/){2}/;
const SLASH = /\\{0,63}\//;
/** Schemes followed by an address, not by a user and password: `mailto:bob@example.com`. */
const NOT_A_USER =
  /(?:^|[^\w])(?:mailto|e?-?mail|from|to|cc|bcc|user(?:name)?|login|contact|author|by|sips?|xmpp|acct|npm|jid|reply-to|owner|sender|recipient|pkg|purl)$/i;
const PASSWORD_AT =
  /^([^\s:/@'`]{1,64}):([^\s]{1,512})@((?:[\w-]{1,63}\.)*[\w-]{1,63}|\[[\da-f:]+\])(?=[:/?#\\,;)\]}'`.]|$)/i;
const VERSION = /^\d+(?:\.\d+)*(?:[-+]|$)/;
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const QUERY = /[?#](?=[\w%[\]$.-]{1,80}=)/;

/** The path of a webhook is its secret. */
const WEBHOOKS: readonly (readonly [RegExp, string])[] = [
  [/(\/(?:services|workflows|triggers)(?:\\{0,63}\/))T[A-Z0-9]{6,}(?:\\{0,63}\/[\w-]+)+/g, `$1${REDACTED}`],
  [/(\/webhooks(?:\\{0,63}\/)\d{15,21}(?:\\{0,63}\/))[\w-]{16,}/g, `$1${REDACTED}`],
  [/(\/webhook(?:b2)?(?:\\{0,63}\/))[0-9a-f-]{32,36}@[^\s"'<>]+/gi, `$1${REDACTED}`],
  [/((?:\/|%2F)bot)\d{6,12}(?::|%3A)[\w-]{20,}/gi, `$1${REDACTED}`],
  [/(\/hooks?(?:\\{0,63}\/)(?:catch(?:\\{0,63}\/))?)[\w-]{6,}(?:\\{0,63}\/[\w-]+)*/g, `$1${REDACTED}`],
  [
    /((?:\/with(?:\\{0,63}\/)key|events\.pagerduty\.com(?:\\{0,63}\/)integration|hc-ping\.com|webhook\.site)(?:\\{0,63}\/))[\w-]{8,}/g,
    `$1${REDACTED}`,
  ],
];

const mightBeHook = prefixScanner({
  patterns:
    "\\/services \\/workflows \\/triggers \\/webhook \\/bot\\d \\/hook \\/with %2Fbot\\d pagerduty hc-ping webhook\\.site".split(
      " ",
    ),
  ignoreCase: true,
});
/** `/reset/5f4dcc3b…`: the URL itself grants access. */
const GATES =
  /^(?:reset|reset-?password|password-?reset|forgot(?:-?password)?|verif(?:y|ication)|confirm(?:ation)?|activat(?:e|ion)|invit(?:e|ation)|magic(?:-?link)?|login|sign-?in|unsubscribe|key|auth|session)$/i;
const NAMED_SEGMENT = /([A-Za-z][\w.-]{2,40})\\{0,63}\/([\w.~%-]{16,})/y;

/** Removes query strings, fragments, user names with passwords and secret paths from the URLs in a text. */
export function redactUrls(text: string, keys: SecretKeys): string {
  let out = text;
  if (/[?#@]|%40/.test(out)) out = out.replace(TOKEN, redactToken);
  return out.includes("/") || /%2F/i.test(out) ? redactPaths(out, keys) : out;
}

/** Removes the secret segments from the paths in a text. */
export function redactPaths(text: string, keys: SecretKeys): string {
  let out = text;
  if (mightBeHook(out) !== 0) for (const [pattern, replacement] of WEBHOOKS) out = out.replace(pattern, replacement);
  for (let slash = out.indexOf("/"); slash >= 0; slash = out.indexOf("/", slash + 1)) {
    NAMED_SEGMENT.lastIndex = slash + 1;
    const [all = "", name = "", value = ""] = NAMED_SEGMENT.exec(out) ?? [];
    if (value === "" || !(GATES.test(name) || keys.has(name)) || !/\d/.test(value)) continue;
    if (!looksRandom(value.replace(/[^\w]/g, ""))) continue;
    const start = slash + 1 + all.length - value.length;
    out = out.slice(0, start) + REDACTED + out.slice(start + value.length);
  }
  return out;
}

function redactToken(token: string): string {
  const scheme = SCHEME.exec(token);
  if (scheme) {
    const from = scheme.index + scheme[0].length;
    return cutQuery(withoutUser(token, from), scheme.index);
  }
  if (/%3A(?:%2F){2}/i.test(token)) return token.replace(/(%3A(?:%2F){2})[^&]*%40/gi, "$1");
  const bare = withoutBareUser(token);
  // A path, possibly after a quote or bracket.
  if (/^['`([{=]{0,3}\\{0,63}\//.test(bare)) return cutQuery(bare, 0);
  const query = QUERY.exec(bare);
  return query ? bare.slice(0, query.index) : bare;
}

function cutQuery(token: string, from: number): string {
  const end = token.slice(from).search(/[?#]/);
  return end < 0 ? token : token.slice(0, from + end);
}

/** A password may contain slashes and question marks; a port has only digits. */
function withoutUser(url: string, from: number): string {
  const rest = url.slice(from);
  if (!rest.includes("@")) return url;
  const slash = SLASH.exec(rest)?.index ?? rest.length;
  const authority = rest.slice(0, slash);
  const colon = authority.indexOf(":");
  const query = authority.search(/[?#]/);
  const ended = query >= 0 && (colon < 0 || query < colon || /^:\d{1,5}[?#]/.test(authority.slice(colon)));
  let at = (ended ? authority.slice(0, query) : authority).lastIndexOf("@");
  const port = /^:\d{0,5}(?:[?#]|$)/.test(authority.slice(Math.max(colon, 0)));
  const web = /https?:[\\/]*$/i.test(url.slice(0, from));
  if (at < 0 && colon >= 0 && !ended && (!port || !web)) at = rest.lastIndexOf("@");
  return at < 0 ? url : url.slice(0, from) + rest.slice(at + 1);
}

/** `bob:password@host`, but not a mail address after a name, nor a package with its version. */
function withoutBareUser(token: string): string {
  if (!token.includes("@") || !token.includes(":")) return token;
  const lead = /^[('`[{=,;]*(?:[\w.-]{1,40}=)?/.exec(token)?.[0] ?? "";
  const rest = token.slice(lead.length);
  const match = PASSWORD_AT.exec(rest);
  if (!match) return token;
  const [, user = "", password = "", host = ""] = match;
  if (NOT_A_USER.test(user) || password.startsWith("@") || password.startsWith("//")) return token;
  if ((VERSION.test(host) && !ADDRESS.test(host)) || (/^\d+$/.test(user) && /^[\d:.]+$/.test(password))) return token;
  const at = user.length + 1 + password.length + 1;
  return `${lead}${REDACTED}@${rest.slice(at)}`;
}
