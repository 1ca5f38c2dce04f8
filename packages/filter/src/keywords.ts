/**
 * The keywords of X-Ray's filter expressions, and which of them are supported locally.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 */
export type KeywordType = "boolean" | "number" | "string";

/** Where a keyword is allowed: for the whole trace, inside service() { }, inside edge() { }. */
export type Scope = "trace" | "service" | "edge";

export interface Keyword {
  readonly name: string;
  readonly type: KeywordType;
  /** Short description. */
  readonly about: string;
  readonly scopes: readonly Scope[];
}

const EVERYWHERE: readonly Scope[] = ["trace", "service", "edge"];

function keyword(name: string, type: KeywordType, about: string, scopes: readonly Scope[] = EVERYWHERE): Keyword {
  return { name, type, about, scopes };
}

/** All supported keywords, in the order of suggestions. */
export const KEYWORDS: readonly Keyword[] = [
  keyword("ok", "boolean", "answered with 2xx"),
  keyword("error", "boolean", "answered with 4xx"),
  keyword("throttle", "boolean", "answered with 429"),
  keyword("fault", "boolean", "answered with 5xx"),
  keyword("partial", "boolean", "in progress, or a part is missing"),
  keyword("inferred", "boolean", "recorded by the caller only", ["trace", "service"]),
  keyword("root", "boolean", "the service where the trace begins", ["service"]),
  keyword("responsetime", "number", "seconds until the response"),
  keyword("duration", "number", "seconds, including work after the response"),
  keyword("http.status", "number", "status code of the response"),
  keyword("http.url", "string", "URL of the request"),
  keyword("http.method", "string", "method of the request"),
  keyword("http.useragent", "string", "user agent of the request"),
  keyword("http.clientip", "string", "IP address of the client"),
  keyword("user", "string", "user of any segment"),
  keyword("name", "string", "name of a service or an exception", ["trace", "service"]),
  keyword("type", "string", "type of a service", ["trace", "service"]),
  keyword("message", "string", "message of an exception"),
  keyword("availabilityzone", "string", "availability zone of any segment"),
  keyword("instance.id", "string", "EC2 instance of any segment"),
  keyword("resource.arn", "string", "AWS resource of any segment"),
];

const BY_NAME: ReadonlyMap<string, Keyword> = new Map(KEYWORDS.map((known) => [known.name, known]));

/** @param name in lower case */
export function findKeyword(name: string): Keyword | undefined {
  return BY_NAME.get(name);
}

const ROOT_CAUSES = "AWS determines root causes by an unpublished analysis.";
const ONLY_IN_ROOT_CAUSES = `It refers to the root causes of a trace. ${ROOT_CAUSES}`;

/** Keywords that only AWS supports: the reason, and what to write instead. */
export function unsupported(name: string): { reason: string; fix: string } | undefined {
  const fix = "Use service() { fault }, service() { error } or service() { responsetime > 1 }.";
  if (name === "json" || name === "rootcause" || name.startsWith("rootcause.")) return { reason: ROOT_CAUSES, fix };
  if (!["first", "last", "index", "remote", "coverage"].includes(name)) return undefined;
  return { reason: ONLY_IN_ROOT_CAUSES, fix };
}

/** The most similar word, if one is similar enough. */
export function similar(name: string, words: readonly string[]): string | undefined {
  const ranked = words
    .map((word) => ({ word, distance: distance(name, word) }))
    .sort((one, other) => one.distance - other.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(name.length / 3)) ? best.word : undefined;
}

/** Edit distance: letters to change, add or remove. */
function distance(one: string, other: string): number {
  // With very different lengths the words are not similar; skip the computation.
  if (Math.abs(one.length - other.length) > 4) return Infinity;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[other.length] ?? Infinity;
}
